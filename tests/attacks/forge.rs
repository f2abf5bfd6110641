//! A registry made by hand, sound or not: records as text, signed by any key over any text, without the crate's own
//! signing code.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256, Sha512};
use undersigned::filing::{Objection, Proposal, judge};
use undersigned::path::RegistryPath;
use undersigned::tree::{Content, StrayFile, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{
    Because, Finding, Lapsed, Mark, Outcome, Problem, Question, Reason, Report, Require, StatementReport,
    verify,
};

/// The statement of [`Registry::of`].
pub const TEXT: &str = "We call for the release of all political prisoners.\n";
pub const SLUG: &str = "s";
pub const CONVENER: &str = "convener";

/// A key under a name.
#[derive(Clone)]
pub struct Key {
    pub name: String,
    secret: SigningKey,
    /// What stands before the key in its verifier key.
    prefix: Vec<u8>,
}

impl Key {
    /// The real key that `seed` stands for, under the name `name`.
    pub fn new(name: &str, seed: &str) -> Self {
        let seed: [u8; 32] = Sha256::digest(format!("a real key: {seed}")).into();
        Self { name: name.to_owned(), secret: SigningKey::from_bytes(&seed), prefix: vec![1] }
    }

    /// The first real key of the party `id`.
    pub fn of(id: &str) -> Self {
        Self::new(id, id)
    }

    /// The published key of the party `id`.
    pub fn demonstration(id: &str) -> Self {
        let seed: [u8; 32] = Sha256::digest(format!("undersigned demonstration key: {id}")).into();
        Self { name: id.to_owned(), secret: SigningKey::from_bytes(&seed), prefix: vec![1] }
    }

    /// The same raw key under another name.
    pub fn named(&self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self.clone() }
    }

    /// The same bytes as a key of a kind that nobody checks.
    pub fn unchecked(&self) -> Self {
        Self { prefix: vec![0xff], ..self.clone() }
    }

    /// The same raw key as one that signs by `sshsig`, `fido` or `minisign`.
    pub fn signing_by(&self, scheme: &str) -> Self {
        let prefix = [&[0xff], format!("undersigned/{scheme}/v1\0").as_bytes()].concat();
        Self { prefix, ..self.clone() }
    }

    pub fn public(&self) -> [u8; 32] {
        self.secret.verifying_key().to_bytes()
    }

    pub fn key_id(&self) -> [u8; 4] {
        let hash = Sha256::new().chain_update(&self.name).chain_update("\n").chain_update(&self.prefix);
        hash.chain_update(self.public()).finalize()[..4].try_into().unwrap()
    }

    pub fn vkey(&self) -> String {
        let bytes = [&self.prefix, &self.public()[..]].concat();
        format!("{}+{:08x}+{}", self.name, u32::from_be_bytes(self.key_id()), STANDARD.encode(bytes))
    }

    /// The signature line over `text`.
    pub fn line(&self, text: &str) -> String {
        self.line_of(&match self.prefix.get(13..).unwrap_or_default() {
            b"sshsig/v1\0" => self.sshsig(text, "undersigned", "sha512"),
            b"fido/v1\0" => self.fido(text, "ssh:", 1),
            b"minisign/v1\0" => self.minisign(text, "a comment"),
            _ => self.raw(text.as_bytes()),
        })
    }

    /// The line with these bytes for a signature.
    pub fn line_of(&self, signature: &[u8]) -> String {
        format!("— {} {}\n", self.name, STANDARD.encode([&self.key_id()[..], signature].concat()))
    }

    fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        self.secret.sign(bytes).to_bytes().to_vec()
    }

    /// PROTOCOL.sshsig.
    pub fn sshsig(&self, text: &str, namespace: &str, hash: &str) -> Vec<u8> {
        let public = [string(b"ssh-ed25519"), string(&self.public())].concat();
        let signature = self.raw(&ssh_signed(text, namespace, hash));
        ssh_signature(&public, namespace, hash, &[string(b"ssh-ed25519"), string(&signature)].concat())
    }

    /// The same by a token (PROTOCOL.u2f).
    pub fn fido(&self, text: &str, application: &str, flags: u8) -> Vec<u8> {
        let name = string(b"sk-ssh-ed25519@openssh.com");
        let public = [name.clone(), string(&self.public()), string(application.as_bytes())].concat();
        let added = [flags, 0, 0, 0, 7];
        let hash = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
        let signed = hash(&ssh_signed(text, "undersigned", "sha512"));
        let signature = self.raw(&[hash(application.as_bytes()), added.to_vec(), signed].concat());
        ssh_signature(&public, "undersigned", "sha512", &[name, string(&signature), added.to_vec()].concat())
    }

    /// minisign's default form.
    pub fn minisign(&self, text: &str, comment: &str) -> Vec<u8> {
        let signature = self.raw(&blake2::Blake2b512::digest(text));
        let global = self.raw(&[&signature, comment.as_bytes()].concat());
        [&signature, &global, comment.as_bytes()].concat()
    }
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

fn ssh_signed(text: &str, namespace: &str, hash: &str) -> Vec<u8> {
    let digest = match hash {
        "sha512" => Sha512::digest(text).to_vec(),
        "sha384" => sha2::Sha384::digest(text).to_vec(),
        _ => Sha256::digest(text).to_vec(),
    };
    let parts = [string(namespace.as_bytes()), string(b""), string(hash.as_bytes()), string(&digest)];
    [&b"SSHSIG"[..], &parts.concat()].concat()
}

fn ssh_signature(public: &[u8], namespace: &str, hash: &str, signature: &[u8]) -> Vec<u8> {
    let parts = [string(public), string(namespace.as_bytes()), string(b""), string(hash.as_bytes())];
    [&b"SSHSIG\0\0\0\x01"[..], &parts.concat(), &string(signature)].concat()
}

/// A note over `text` with a line by each of `keys`.
pub fn note(text: &str, keys: &[Key]) -> String {
    let lines: String = keys.iter().map(|key| key.line(text)).collect();
    format!("{text}\n{lines}")
}

pub fn digest(bytes: &str) -> String {
    Sha256::digest(bytes).iter().fold("sha256:".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// The files of a registry.
#[derive(Clone, Default)]
pub struct Registry {
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A record to be filed: as a sound one would be, until it is told otherwise.
pub struct Draft<'r> {
    registry: &'r mut Registry,
    folder: String,
    version: u32,
    place: String,
    text: String,
    by: Vec<Key>,
}

impl Registry {
    /// A convener's keys, [`TEXT`], an open roll of `ids` (listed as their upper-case forms), and everybody's keys.
    pub fn of(ids: &[&str]) -> Self {
        let mut registry = Self::default();
        for id in [&[CONVENER], ids].concat() {
            registry.keys(id).file();
        }
        registry.put(&format!("statement/{SLUG}/text.txt"), TEXT);
        registry.roll(ids).file();
        registry
    }

    /// The same, signed by everybody.
    pub fn signed(ids: &[&str]) -> Self {
        let mut registry = Self::of(ids);
        for id in ids {
            registry.act(id, "signature").file();
        }
        registry
    }

    /// The same, with demonstration keys alone.
    pub fn demonstration(ids: &[&str]) -> Self {
        let mut registry = Self::default();
        for id in [&[CONVENER], ids].concat() {
            registry.keys(id).lists(&[&Key::demonstration(id)]).file();
        }
        registry.put(&format!("statement/{SLUG}/text.txt"), TEXT);
        registry.roll(ids).by(&[&Key::demonstration(CONVENER)]).file();
        for id in ids {
            registry.act(id, "signature").by(&[&Key::demonstration(id)]).file();
        }
        registry
    }

    pub fn put(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.insert(path.to_owned(), bytes.as_ref().to_vec());
    }

    pub fn read(&self, path: &str) -> String {
        String::from_utf8(self.files[path].clone()).unwrap()
    }

    pub fn remove(&mut self, path: &str) {
        assert!(self.files.remove(path).is_some(), "{path}");
    }

    pub fn copy(&mut self, from: &str, to: &str) {
        let bytes = self.files[from].clone();
        self.put(to, bytes);
    }

    /// Edits a file and leaves its signatures as they were.
    pub fn edit(&mut self, path: &str, from: &str, to: &str) {
        let before = self.read(path);
        assert!(before.contains(from), "{path} does not hold {from}");
        self.put(path, before.replacen(from, to, 1));
    }

    /// The text of the note at `path`.
    pub fn text(&self, path: &str) -> String {
        let note = self.read(path);
        format!("{}\n", note.rsplit_once("\n\n").unwrap().0)
    }

    pub fn digest(&self, path: &str) -> String {
        digest(&self.text(path))
    }

    /// The highest version in `folder`.
    pub fn last(&self, folder: &str) -> u32 {
        (1..).take_while(|version| self.files.contains_key(&format!("{folder}/{version}.note"))).count()
            as u32
    }

    fn draft(
        &mut self,
        folder: String,
        by: &Key,
        text: impl FnOnce(&Self, u32, &str) -> String,
    ) -> Draft<'_> {
        let version = self.last(&folder) + 1;
        let previous = match version {
            1 => String::new(),
            _ => format!("previous {}\n", self.digest(&format!("{folder}/{}.note", version - 1))),
        };
        let text = text(self, version, &previous);
        let place = format!("{folder}/{version}.note");
        Draft { registry: self, folder, version, place, text, by: vec![by.clone()] }
    }

    /// The next keys record of `id`: its first key, its name in upper case.
    pub fn keys(&mut self, id: &str) -> Draft<'_> {
        let key = Key::of(id);
        self.draft(format!("keys/{id}"), &key, |_, version, previous| {
            format!(
                "undersigned/keys/v1\nsignatory {id}\nversion {version}\nname {}\nthreshold 1\nkey {}\n\
                 date 2025-10-01\n{previous}",
                id.to_uppercase(),
                key.vkey()
            )
        })
    }

    /// The next roll: `ids`, open.
    pub fn roll(&mut self, ids: &[&str]) -> Draft<'_> {
        self.roll_of(SLUG, CONVENER, ids)
    }

    pub fn roll_of(&mut self, slug: &str, convener: &str, ids: &[&str]) -> Draft<'_> {
        let names: String = ids.iter().map(|id| format!("signatory {id} {}\n", id.to_uppercase())).collect();
        self.draft(format!("statement/{slug}/roll"), &Key::of(convener), |registry, version, previous| {
            let text = digest(&registry.read(&format!("statement/{slug}/text.txt")));
            let keys = registry.newest_keys(convener);
            format!(
                "undersigned/roll/v1\nslug {slug}\nversion {version}\ntitle A Statement\nlanguage en\n\
                 profile text-v1\ntext {text}\ndate 2025-10-30\nconvener {convener}\nkeys {keys}\nmode open\n\
                 {previous}{names}"
            )
        })
    }

    /// The next act of `id`, under its newest keys record and the newest roll.
    pub fn act(&mut self, id: &str, kind: &str) -> Draft<'_> {
        self.draft(format!("signatures/{SLUG}/{id}"), &Key::of(id), |registry, version, previous| {
            let text = digest(&registry.read(&format!("statement/{SLUG}/text.txt")));
            let keys = registry.newest_keys(id);
            let rolls = format!("statement/{SLUG}/roll");
            let roll = registry.digest(&format!("{rolls}/{}.note", registry.last(&rolls)));
            format!(
                "undersigned/{kind}/v1\nversion {version}\ntext {text}\nprofile text-v1\nsignatory {id}\n\
                 name {}\nkeys {keys}\nroll {roll}\ndate 2025-10-30\n{previous}",
                id.to_uppercase()
            )
        })
    }

    /// The next vouch of `voucher` for the newest keys record of `id`.
    pub fn vouch(&mut self, voucher: &str, id: &str) -> Draft<'_> {
        self.draft(
            format!("keys/{id}/vouches/{voucher}"),
            &Key::of(voucher),
            |registry, version, previous| {
                format!(
                    "undersigned/vouch/v1\nversion {version}\nsignatory {id}\nrecord {}\nvoucher {voucher}\n\
                 keys {}\nmode given\ndate 2025-10-30\n{previous}",
                    registry.newest_keys(id),
                    registry.newest_keys(voucher)
                )
            },
        )
    }

    /// The next check by `checker` of the domain `ID.org`, which serves the newest keys record of `id`.
    pub fn check(&mut self, checker: &str, id: &str) -> Draft<'_> {
        self.draft(format!("keys/{id}/checks/{checker}"), &Key::of(checker), |registry, version, previous| {
            format!(
                "undersigned/domain-check/v1\nversion {version}\nsignatory {id}\ndomain {id}.org\nrecord {}\n\
                 checker {checker}\nkeys {}\nmode found\ndate 2025-10-30\n{previous}",
                registry.newest_keys(id),
                registry.newest_keys(checker)
            )
        })
    }

    /// The next attestation by the convener that `id` consents by other means.
    pub fn attest(&mut self, id: &str) -> Draft<'_> {
        let folder = format!("statement/{SLUG}/attestations/{id}");
        self.draft(folder, &Key::of(CONVENER), |registry, version, previous| {
            let text = digest(&registry.read(&format!("statement/{SLUG}/text.txt")));
            let keys = registry.newest_keys(CONVENER);
            let rolls = format!("statement/{SLUG}/roll");
            let roll = registry.digest(&format!("{rolls}/{}.note", registry.last(&rolls)));
            format!(
                "undersigned/attestation/v1\nversion {version}\ntext {text}\nprofile text-v1\nsignatory {id}\n\
                 name {}\nmeans By e-mail\nconvener {CONVENER}\nkeys {keys}\nroll {roll}\nmode given\n\
                 date 2025-10-30\n{previous}",
                id.to_uppercase()
            )
        })
    }

    /// The next attestation by `translator` that the text of the statement `slug` translates [`TEXT`].
    pub fn translate(&mut self, slug: &str, translator: &str) -> Draft<'_> {
        let folder = format!("statement/{slug}/translations/{translator}");
        self.draft(folder, &Key::of(translator), |registry, version, previous| {
            let text = digest(&registry.read(&format!("statement/{slug}/text.txt")));
            let keys = registry.newest_keys(translator);
            format!(
                "undersigned/translation/v1\nversion {version}\ntext {text}\nprofile text-v1\nlanguage fr\n\
                 original {}\ntranslator {translator}\nkeys {keys}\nmode given\ndate 2025-10-30\n{previous}",
                digest(TEXT)
            )
        })
    }

    fn newest_keys(&self, id: &str) -> String {
        match self.last(&format!("keys/{id}")) {
            0 => digest("no keys record"),
            newest => self.digest(&format!("keys/{id}/{newest}.note")),
        }
    }

    pub fn tree(&self) -> Tree {
        let mut tree = Tree::default();
        for (path, bytes) in &self.files {
            match path.parse::<RegistryPath>() {
                Ok(place) => drop(tree.insert(place, Content::Bytes(bytes.clone()))),
                Err(why) => tree.strays.push(StrayFile { path: path.clone(), what: why.to_string() }),
            }
        }
        tree
    }

    /// Everything, with self-published keys accepted.
    pub fn report(&self) -> Report {
        verify(&self.tree(), &Trust::default(), &accepting_all())
    }

    /// What [`summary`] says of [`Registry::report`].
    pub fn judged(&self) -> String {
        summary(&self.report())
    }
}

/// `ID STANDING(WHO-CONFIRMS-IT WHY-NOT, …)` for each name, for a reader with this trust file.
pub fn known(registry: &Registry, trust: &str) -> String {
    let report = verify(&registry.tree(), &Trust::parse(trust.as_bytes()).unwrap(), &accepting_all());
    let findings = report.statements[0].findings.iter().map(|finding| {
        let confirmed = finding.vouches.iter().chain(&finding.checks);
        let confirmed: Vec<String> = confirmed
            .map(|one| {
                let lapsed = one.lapsed.as_ref().map(|why| format!(" {}", first_words(why)));
                format!("{}{}", one.by, lapsed.unwrap_or_default())
            })
            .collect();
        let by = if confirmed.is_empty() { String::new() } else { format!("({})", confirmed.join(", ")) };
        let standing = finding.standing.map_or(finding.verdict.word(), |standing| standing.word());
        format!("{} {standing}{by}", finding.id)
    });
    findings.collect::<Vec<_>>().join(", ")
}

/// The names of the variants of an error, one in another.
pub fn first_words(error: &impl std::fmt::Debug) -> String {
    let debug = format!("{error:?}");
    let words = debug.split('(').map(|word| word.split([' ', '{', ')']).next().unwrap_or_default());
    words
        .filter(|word| word.starts_with(char::is_uppercase) && !["Id", "Line", "Domain"].contains(word))
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is refused of the file at `path`, a vouch or a domain check which goes beyond `before` in `after`, and why.
pub fn refused(before: &Registry, after: &Registry, path: &str) -> (String, String) {
    let proposal = Proposal::from([(path.parse().unwrap(), after.files[path].clone())]);
    match judge(&before.tree(), &[proposal]).remove(0).unwrap_err().remove(0) {
        Objection::Said { path, why } => (path.to_string(), first_words(&why)),
        other => (String::new(), format!("{other:?}")),
    }
}

pub fn accepting_all() -> Question {
    Question { standing: Standing::SelfPublished, ..Question::default() }
}

pub fn at_least(number: usize) -> Question {
    Question { require: Require::AtLeast(number), ..accepting_all() }
}

pub fn trusting(pins: &[&Key]) -> Trust {
    let lines: String = pins.iter().map(|key| format!("key {}\n", key.vkey())).collect();
    Trust::parse(lines.as_bytes()).unwrap()
}

impl Draft<'_> {
    /// Lists exactly these keys, in a keys record; they sign it, unless [`Draft::by`] says otherwise.
    pub fn lists(mut self, keys: &[&Key]) -> Self {
        let (before, rest) = self.text.split_once("\nkey ").unwrap();
        let (_, after) = rest.split_once('\n').unwrap();
        let lines: String = keys.iter().map(|key| format!("key {}\n", key.vkey())).collect();
        self.text = format!("{before}\n{lines}{after}");
        self.by(keys)
    }

    /// Changes the text, which is then signed as changed.
    pub fn with(mut self, from: &str, to: &str) -> Self {
        assert!(self.text.contains(from), "{} does not hold {from}", self.text);
        self.text = self.text.replacen(from, to, 1);
        self
    }

    /// Names the keys record `version` of the party `id`.
    pub fn under(mut self, id: &str, version: u32) -> Self {
        let keys = self.registry.digest(&format!("keys/{id}/{version}.note"));
        let start = self.text.find("\nkeys ").unwrap() + "\nkeys ".len();
        self.text.replace_range(start..start + keys.len(), &keys);
        self
    }

    /// Is signed by these keys.
    pub fn by(mut self, keys: &[&Key]) -> Self {
        self.by = keys.iter().map(|key| (*key).clone()).collect();
        self
    }

    /// Is filed under another version than it states.
    pub fn at(mut self, version: u32) -> Self {
        self.place = format!("{}/{version}.note", self.folder);
        self
    }

    /// States another version, and is filed there.
    pub fn version(self, version: u32) -> Self {
        let stated = self.version;
        self.with(&format!("\nversion {stated}\n"), &format!("\nversion {version}\n")).at(version)
    }

    pub fn file(self) {
        let note = note(&self.text, &self.by);
        self.registry.put(&self.place, note);
    }
}

/// A report in one line: `ID VERDICT(REASON)+MARK*LAPSED, … | PROBLEM, … | SIGNED/LISTED, … | OUTCOME BECAUSE …`.
pub fn summary(report: &Report) -> String {
    let statements: Vec<String> = report.statements.iter().map(statement).collect();
    statements.join(" || ")
}

fn statement(statement: &StatementReport) -> String {
    let findings: Vec<String> = statement.findings.iter().map(finding).collect();
    let problems: Vec<String> = statement.problems.iter().map(problem).collect();
    let totals = &statement.totals;
    let mut out = findings.join(", ");
    if !problems.is_empty() {
        out += &format!(" | {}", problems.join(", "));
    }
    out += &format!(" | {}/{}", totals.signed, totals.listed);
    for (number, what) in [
        (totals.withdrawn, "withdrawn"),
        (totals.declined, "declined"),
        (totals.attested, "attested"),
        (totals.missing, "missing"),
        (totals.failed, "failed"),
        (totals.late, "late"),
        (totals.not_on_roll, "not on roll"),
    ] {
        if number > 0 {
            out += &format!(", {number} {what}");
        }
    }
    out += match statement.outcome {
        Outcome::Holds => " | holds",
        Outcome::DoesNotHold => " | fails",
        Outcome::NotJudged => " | not judged",
    };
    for because in &statement.because {
        out += &format!(" {}", because_kind(because));
    }
    out.trim().to_owned()
}

fn finding(finding: &Finding) -> String {
    let reason = match &finding.reason {
        None => String::new(),
        Some(Reason::Flaw { version, flaw, .. }) => format!("({version} {})", kind(flaw)),
        Some(Reason::Keys(flaw)) => format!("({})", kind(flaw)),
        Some(Reason::Revoked(revocation)) => format!("({})", kind(revocation)),
        Some(Reason::Acted(what)) => format!("({what})"),
        Some(Reason::Unlisted) => "(Unlisted)".to_owned(),
        Some(Reason::Unknown) => "(Unknown)".to_owned(),
    };
    let marks: String = finding.marks.iter().map(|mark| format!("+{}", mark_kind(mark))).collect();
    let consent = finding.consent.as_ref().map(|consent| match &consent.lapsed {
        None => "*".to_owned(),
        Some(Lapsed::Flaw(flaw)) => format!("*{}", kind(flaw)),
        Some(Lapsed::Revoked(revocation)) => format!("*{}", kind(revocation)),
        Some(lapsed) => format!("*{}", kind(lapsed)),
    });
    format!("{} {}{reason}{marks}{}", finding.id, finding.verdict.word(), consent.unwrap_or_default())
}

fn problem(problem: &Problem) -> String {
    match problem {
        Problem::RollFlawed { version, flaw, .. } => format!("roll {version} {}", kind(flaw)),
        Problem::ConvenerFlawed(flaw) => kind(flaw),
        Problem::RollRevoked(revocation) => format!("roll {}", kind(revocation)),
        other => kind(other),
    }
}

fn mark_kind(mark: &Mark) -> String {
    kind(mark)
}

fn because_kind(because: &Because) -> String {
    kind(because)
}

/// The name of a variant; of flawed keys records with whose they are and what is wrong with them.
fn kind(value: &(impl std::fmt::Debug + ?Sized)) -> String {
    let debug = format!("{value:?}");
    let end = debug.find(|c: char| !c.is_alphanumeric()).unwrap_or(debug.len());
    match debug.strip_prefix("Keys(Id(\"") {
        Some(rest) => {
            let (id, rest) = rest.split_once("\"), ").unwrap();
            let (version, flaw) = rest.split_once(", ").unwrap();
            let end = flaw.find(|c: char| !c.is_alphanumeric()).unwrap_or(flaw.len());
            format!("keys {id} {version} {}", &flaw[..end])
        }
        None => debug[..end].to_owned(),
    }
}
