//! Verification: from the bytes of a registry to one finding for each name on a roll.
//!
//! It never stops at the first bad signature, never prints and reads nothing but its arguments. It is the only place
//! that can say “signed”: a [`Proof`] is made nowhere else.

mod attested;
mod parties;
mod statement;

use std::collections::{BTreeSet, HashMap};

use crate::chain::Flaw;
use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::key::VerifierKey;
use crate::party::Revocation;
use crate::record::act::Kind;
use crate::record::roll::{Alias, Mode, Relation, RelationKind};
use crate::text::{Line, Refusal};
use crate::tree::{Content, StrayFile, Tree};
use crate::trust::{Standing, Trust};

pub use self::attested::{Consent, Translated};
pub use self::parties::{Confirmed, Given, Lapsed, Parties, Recovered, Unseen};

/// What is asked of a registry.
#[derive(Clone, Debug)]
pub struct Question {
    /// One statement, or all.
    pub slug: Option<Slug>,
    /// One signatory of that statement, or all.
    pub id: Option<Id>,
    /// Which names must have signed.
    pub require: Require,
    /// How well every counted key must be known.
    pub standing: Standing,
    /// Whether what the convener attests passes for a signature, as far as the convener's keys are known so well.
    pub accept_attested: bool,
    /// Whether a signature that is late passes for none.
    pub on_time: bool,
}

impl Default for Question {
    /// Everything, with every counted key vouched for or pinned.
    fn default() -> Self {
        Self {
            slug: None,
            id: None,
            require: Require::All,
            standing: Standing::Vouched,
            accept_attested: false,
            on_time: false,
        }
    }
}

/// Which names must have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Require {
    /// Every name on the roll is signed, withdrawn or declined.
    All,
    /// At least so many are signed; none asks nothing, and is not judged.
    AtLeast(usize),
    /// These are signed; none asks nothing, and is not judged.
    Ids(BTreeSet<Id>),
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked holds.
    Holds,
    /// Judged, and it does not.
    DoesNotHold,
    /// It could not be judged.
    NotJudged,
}

impl Outcome {
    /// The answer to both of two questions.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::DoesNotHold, _) | (_, Self::DoesNotHold) => Self::DoesNotHold,
            (Self::NotJudged, _) | (_, Self::NotJudged) => Self::NotJudged,
            (Self::Holds, Self::Holds) => Self::Holds,
        }
    }
}

/// Everything that a verification found: what every view renders.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whether demonstration keys stand behind it.
    pub demonstration: Demonstration,
    /// One for each statement asked about, ordered by slug.
    pub statements: Vec<StatementReport>,
    /// Files that have no place in a registry, and keys records that nothing here rests on and that are flawed.
    pub strays: Vec<StrayFile>,
    /// The answer.
    pub outcome: Outcome,
}

/// Whether anybody could have signed what a report shows, since the keys are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demonstration {
    /// No party that it shows has a demonstration key.
    Nowhere,
    /// Some party that it shows has one, and somebody in the registry has none.
    Partly,
    /// Every party with valid keys in the registry has one. That of a registry, not of a statement: else one statement
    /// of forgeries by published keys would hold in the midst of real ones.
    Wholly,
}

impl Demonstration {
    /// Whether anything that is shown is a demonstration.
    pub fn is_any(self) -> bool {
        self != Self::Nowhere
    }

    /// Whether all of the registry is one.
    pub fn is_whole(self) -> bool {
        self == Self::Wholly
    }
}

/// What was found about one statement.
#[derive(Clone, Debug)]
pub struct StatementReport {
    /// Where it is filed.
    pub slug: Slug,
    /// The SHA-256 of the text as it stands here, and its length in bytes, if it could be read.
    pub text: Option<(Digest, usize)>,
    /// What the highest valid roll says, if there is one.
    pub roll: Option<RollReport>,
    /// The statements here whose rolls say that they correct, supersede or translate this one, ordered by slug.
    pub followers: Vec<Follower>,
    /// What parties say of the text as a translation, ordered by their ids.
    pub translations: Vec<Translated>,
    /// Whether it was asked to let what the convener attests pass for a signature.
    pub accepts_attested: bool,
    /// What is wrong with the text or the roll; with any of these nothing holds.
    pub problems: Vec<Problem>,
    /// One for each name on the roll, in its order, then one for each party that acted and is not on it.
    pub findings: Vec<Finding>,
    /// The counts over the whole roll, whichever findings were asked for.
    pub totals: Totals,
    /// The answer.
    pub outcome: Outcome,
    /// Why, where the outcome does not follow from the findings alone.
    pub because: Vec<Because>,
}

/// The highest valid roll of a statement.
#[derive(Clone, Debug)]
pub struct RollReport {
    /// Its version.
    pub version: u32,
    /// Its digest.
    pub digest: Digest,
    /// The convener's title.
    pub title: Line,
    /// The language of the text.
    pub language: String,
    /// The claimed day of publication.
    pub date: Date,
    /// Whether it may grow.
    pub mode: Mode,
    /// The last day for signatures.
    pub deadline: Option<Date>,
    /// How the statement stands to another one.
    pub relation: Option<Relation>,
    /// The convener.
    pub convener: Id,
    /// The convener's name in its keys record.
    pub convener_name: Line,
    /// How well the convener's key is known.
    pub convener_standing: Standing,
    /// What vouchers that the reader named say of the convener's keys, where no pin decides.
    pub convener_vouches: Vec<Confirmed>,
    /// What checkers that the reader named say of the convener's keys, likewise.
    pub convener_checks: Vec<Confirmed>,
    /// Who restored the convener's keys, each time that somebody did.
    pub convener_recoveries: Vec<Recovered>,
    /// The keys that signed the roll.
    pub keys: Vec<VerifierKey>,
    /// Other spellings of names, as translations have them.
    pub aliases: Vec<Alias>,
    /// Signature lines by keys that the convener's keys record does not list.
    pub unknown_lines: usize,
    /// Signature lines by keys of a kind that is not checked here.
    pub unchecked_lines: usize,
    /// Signature lines by keys that another party holds too.
    pub shared_lines: usize,
}

/// A statement that says that it follows another one. Whoever convenes it says so, and nobody who signed the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follower {
    /// How it stands to the other one.
    pub kind: RelationKind,
    /// Where it is filed.
    pub slug: Slug,
    /// The claimed day of its publication.
    pub date: Date,
    /// Its convener.
    pub convener: Id,
    /// The convener's name in its keys record.
    pub convener_name: Line,
    /// How well the convener's key is known.
    pub convener_standing: Standing,
    /// What parties say of its text as a translation, ordered by their ids.
    pub translations: Vec<Translated>,
}

/// What is wrong with a statement apart from its signatures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No text.
    #[error("registry incomplete: statement/{0}/text.txt is missing")]
    TextMissing(Slug),
    /// The text cannot be read.
    #[error("statement/{0}/text.txt cannot be read: {1}")]
    TextUnreadable(Slug, String),
    /// The text has no canonical form.
    #[error("statement/{0}/text.txt is not canonical text: {1}")]
    TextRefused(Slug, Refusal),
    /// The text is not its own canonical form.
    #[error("statement/{0}/text.txt is not canonical text: its canonical form has other bytes")]
    TextNotCanonical(Slug),
    /// The roll is about another text than the one that stands here.
    #[error("the roll is for another text, {}: the text here was changed, or belongs to another statement", .0.prefixed())]
    RollForOtherText(Digest),
    /// No roll at all.
    #[error("registry incomplete: statement/{0}/roll/1.note is missing")]
    RollMissing(Slug),
    /// A record in the chain of rolls is flawed, whoever put it there: it may be what is left of a true one.
    #[error("statement/{slug}/roll/{version}.note: {flaw}")]
    RollFlawed {
        /// Where the statement is filed.
        slug: Slug,
        /// The version that is flawed.
        version: u32,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// The convener's keys chain is flawed behind the record that judges the roll.
    #[error("{0}")]
    ConvenerFlawed(Flaw),
    /// The convener's key no longer stands for the roll.
    #[error("the roll is in dispute: {0}")]
    RollRevoked(Revocation),
    /// The same text is filed under another slug too.
    #[error("the same text is filed as {0} too: a registry files a text under one slug only")]
    FiledTwice(Slug),
    /// The reader has seen a record that this copy does not hold.
    #[error("{0}")]
    Unseen(Unseen),
}

impl Problem {
    /// Whether it kept the statement from being judged, rather than being a judgement.
    pub fn is_unjudged(&self) -> bool {
        match self {
            Self::TextMissing(_) | Self::TextUnreadable(..) | Self::RollMissing(_) => true,
            Self::Unseen(unseen) => !unseen.is_other,
            Self::RollFlawed { flaw, .. } | Self::ConvenerFlawed(flaw) => is_unjudged(flaw),
            _ => false,
        }
    }
}

/// Whether a flaw keeps a record from being judged, rather than being a judgement.
pub(crate) fn is_unjudged(flaw: &Flaw) -> bool {
    match flaw {
        Flaw::Unreadable(_) | Flaw::KeysNotHere(_) | Flaw::TextNotHere | Flaw::NotChecked => true,
        Flaw::Keys(_, _, flaw) | Flaw::NotRestored(_, flaw) => is_unjudged(flaw),
        _ => false,
    }
}

/// What was found about one name on the roll, or one party that acted and is not on it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its number on the roll, from 1.
    pub place: Option<usize>,
    /// The party.
    pub id: Id,
    /// The name in its act; the one on the roll if no valid act gives one; nothing if neither does.
    pub name: Option<Line>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, if the verdict needs a reason.
    pub reason: Option<Reason>,
    /// How well the keys behind the act are known, if a valid act stands.
    pub standing: Option<Standing>,
    /// What vouchers that the reader named say of these keys, where a valid act stands and no pin decides.
    pub vouches: Vec<Confirmed>,
    /// What checkers that the reader named say of these keys, likewise.
    pub checks: Vec<Confirmed>,
    /// What else is to be said.
    pub marks: Vec<Mark>,
    /// The valid act that the verdict rests on.
    pub act: Option<Proof>,
    /// What the convener says of the party's consent, where the verdict rests on that, where it would have if it counted,
    /// and where it counts and the party's own acts say otherwise.
    pub consent: Option<Consent>,
    _judged: Judged,
}

/// Nobody but verification makes one, and so a finding.
#[derive(Clone, Copy, Debug)]
pub(in crate::verify) struct Judged(());

impl Finding {
    /// The name on the roll, if the finding is for one.
    pub fn listed_name(&self) -> Option<&Line> {
        let listed_as = self.marks.iter().find_map(|mark| match mark {
            Mark::ListedAs(name) => Some(name),
            _ => None,
        });
        self.place.and(listed_as.or(self.name.as_ref()))
    }

    /// Whether it is late.
    pub fn is_late(&self) -> bool {
        self.marks.contains(&Mark::Late)
    }

    /// Whether it passes for a signature.
    fn is_signed(&self, question: &Question) -> bool {
        let passes = match self.verdict {
            Verdict::Signed => true,
            Verdict::Attested => question.accept_attested,
            _ => false,
        };
        passes && !(question.on_time && self.is_late())
    }

    /// Whether the verdict lets a statement hold.
    fn is_settled(&self, question: &Question) -> bool {
        self.is_signed(question) || matches!(self.verdict, Verdict::Withdrawn | Verdict::Declined)
    }

    fn is_unjudged(&self, question: &Question) -> bool {
        let lapsed = self.consent.as_ref().and_then(|consent| consent.lapsed.as_ref());
        match &self.reason {
            Some(Reason::Flaw { flaw, .. }) => is_unjudged(flaw),
            Some(Reason::Keys(flaw)) => is_unjudged(flaw),
            _ => question.accept_attested && lapsed.is_some_and(Lapsed::is_unjudged),
        }
    }
}

/// The verdict on a name. `signed`, `withdrawn` and `declined` come with a [`Proof`] in the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A threshold of the party's keys signed this text, and that is the state of its chain.
    Signed,
    /// The party took its signature back.
    Withdrawn,
    /// The party said that it does not sign.
    Declined,
    /// Nothing by this party is here, and the convener says that it consented by other means.
    Attested,
    /// Nothing by this party is here.
    Missing,
    /// A gap, a fork or a flawed file in the chain; a key that no longer stands.
    Disputed,
    /// The party signed another text.
    OtherText,
    /// A record that does not hold.
    Invalid,
    /// A file that is no record, or could not be judged.
    Unreadable,
    /// A party that acted, and is not on the roll.
    NotOnRoll,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Withdrawn => "withdrawn",
            Self::Declined => "declined",
            Self::Attested => "attested",
            Self::Missing => "missing",
            Self::Disputed => "disputed",
            Self::OtherText => "other-text",
            Self::Invalid => "invalid",
            Self::Unreadable => "unreadable",
            Self::NotOnRoll => "not-on-roll",
        }
    }
}

/// Why a verdict is what it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A record of the chain is flawed.
    #[error("signatures/{slug}/{id}/{version}.note: {flaw}")]
    Flaw {
        /// The statement.
        slug: Slug,
        /// The party.
        id: Id,
        /// The version that is flawed.
        version: u32,
        /// What is wrong with it.
        flaw: Box<Flaw>,
    },
    /// The keys chain of the party is flawed, whoever put the flawed record there: it may be what is left of the one
    /// that declares a key compromised.
    #[error("{0}")]
    Keys(Flaw),
    /// The key that signed no longer stands.
    #[error("{0}")]
    Revoked(Revocation),
    /// What a party that is not on the roll did.
    #[error("a valid {0} by a party that is not on the roll")]
    Acted(&'static str),
    /// The convener attests the consent of a party that is not on the roll, and nothing by this party is here.
    #[error("the convener attests its consent, and the roll does not name it")]
    Unlisted,
    /// Nothing by this party is here, and the roll does not name it.
    #[error("not on the roll, and nothing by this party is here")]
    Unknown,
}

/// A mark beside a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The claimed day lies behind the deadline.
    Late,
    /// The roll spells the name otherwise.
    ListedAs(Line),
    /// The act names a roll that is not in this copy.
    RollNotHere(Digest),
    /// No signature by the party stands before its withdrawal.
    NeverSigned,
    /// So many signature lines are by keys that the keys record does not list.
    UnknownLines(usize),
    /// So many signature lines are by keys of a kind that is not checked here.
    UncheckedLines(usize),
    /// So many signature lines are by keys that another party holds too.
    SharedLines(usize),
    /// Others restored the party, whose keys were lost; said of every finding of it, whatever the verdict.
    Recovered(Recovered),
}

/// A valid act: a threshold of the keys in the keys record that it names signed it over this text. Only verification
/// makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    kind: Kind,
    date: Date,
    reason: Option<Line>,
    version: u32,
    digest: Digest,
    keys: Vec<VerifierKey>,
}

impl Proof {
    /// The day that the signer claims.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The reason that the signer gives.
    pub fn reason(&self) -> Option<&Line> {
        self.reason.as_ref()
    }

    /// The number of the record in its chain.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The digest of the record's text.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the act does.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The keys that signed and count.
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }
}

/// Why an outcome is not what the findings alone would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The roll names nobody.
    EmptyRoll,
    /// Not one name is signed.
    NobodySigned,
    /// Fewer signatures than asked for.
    TooFewSigned {
        /// How many were asked for.
        asked: usize,
        /// How many there are.
        signed: usize,
    },
    /// A name that had to be signed is not.
    NotSigned(Id),
    /// So many signatures are late, and those on time were asked for.
    Late(usize),
    /// Signatures are valid, but so many counted keys do not have the standing asked for.
    NotConfirmed {
        /// How many.
        keys: usize,
        /// The standing asked for.
        standing: Standing,
    },
    /// Demonstration keys stand beside real ones, or sign where a real key must.
    DemonstrationAmongReal,
}

/// The counts of one statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Names on the roll.
    pub listed: usize,
    /// Of these, signed.
    pub signed: usize,
    /// Of these, withdrawn.
    pub withdrawn: usize,
    /// Of these, declined.
    pub declined: usize,
    /// Of these, attested by the convener.
    pub attested: usize,
    /// Of these, missing.
    pub missing: usize,
    /// Of these, with any other verdict.
    pub failed: usize,
    /// Marked late among the signed.
    pub late: usize,
    /// Of the signed, by keys that the reader pinned or whose voucher the reader named.
    pub confirmed: usize,
    /// Parties that acted and are not on the roll.
    pub not_on_roll: usize,
}

impl Totals {
    /// Of the signed, those not marked late.
    pub fn on_time(&self) -> usize {
        self.signed.saturating_sub(self.late)
    }
}

/// Judges what `question` asks about the registry in `tree`.
pub fn verify(tree: &Tree, trust: &Trust, question: &Question) -> Report {
    verify_among(&Parties::read(tree, trust), tree, question)
}

/// The same where the parties of `tree` are judged already.
pub(crate) fn verify_among(parties: &Parties, tree: &Tree, question: &Question) -> Report {
    let (filed_as, relating) = (filed_as(tree), statement::relating(tree));
    let asked = |slug: &Slug| question.slug.as_ref().is_none_or(|asked| asked == slug);
    let statements: Vec<StatementReport> = tree
        .statements
        .iter()
        .filter(|(slug, _)| asked(slug))
        .map(|(slug, filed)| {
            let same = filed.text.as_ref().and_then(|text| filed_as.get(text)).into_iter().flatten();
            let twin = same.copied().find(|twin| *twin != slug);
            let unseen = parties.unseen().iter();
            let unseen = unseen.filter(|unseen| unseen.seen.path.slug().is_none_or(|of| of == slug));
            let twin = twin.map(|twin| Problem::FiledTwice(twin.clone()));
            let problems = twin.into_iter().chain(unseen.cloned().map(Problem::Unseen)).collect();
            let followers = relating.get(slug).into_iter().flatten();
            let followers = followers.filter_map(|other| statement::follower(other, tree, parties)).collect();
            statement::judge(slug, filed, parties, question, problems, followers)
        })
        .collect();
    let outcome = statements.iter().map(|statement| statement.outcome).reduce(Outcome::and);
    Report {
        demonstration: demonstration(parties, &statements),
        strays: strays(tree, parties, question, &statements),
        outcome: outcome.unwrap_or(Outcome::NotJudged),
        statements,
    }
}

/// The first two slugs under which each text is filed. An act names a text and no slug, so that of two which share one
/// it cannot be told which is the copy: neither holds.
fn filed_as(tree: &Tree) -> HashMap<&Content, Vec<&Slug>> {
    let mut filed_as: HashMap<&Content, Vec<&Slug>> = HashMap::new();
    for (slug, filed) in &tree.statements {
        if let Some(text @ Content::Bytes(_)) = &filed.text {
            let slugs = filed_as.entry(text).or_default();
            if slugs.len() < 2 {
                slugs.push(slug);
            }
        }
    }
    filed_as
}

fn demonstration(parties: &Parties, statements: &[StatementReport]) -> Demonstration {
    let conveners =
        statements.iter().filter_map(|statement| statement.roll.as_ref().map(|roll| &roll.convener));
    let names = statements.iter().flat_map(|statement| statement.findings.iter().map(|finding| &finding.id));
    let translators = statements
        .iter()
        .flat_map(|statement| statement.translations.iter().map(|translated| &translated.translator));
    let mut shown = conveners.chain(names).chain(translators);
    if parties.are_all_demonstrations() {
        Demonstration::Wholly
    } else if shown.any(|id| parties.is_demonstration(id)) {
        Demonstration::Partly
    } else {
        Demonstration::Nowhere
    }
}

/// The files without a place, and the flawed keys records on which no finding rests.
fn strays(
    tree: &Tree,
    parties: &Parties,
    question: &Question,
    statements: &[StatementReport],
) -> Vec<StrayFile> {
    let asked = |path: &str| {
        let mut parts = path.split('/');
        let (folder, filed_as) = (parts.next(), parts.next());
        question.slug.as_ref().is_none_or(|slug| folder == Some("keys") || filed_as == Some(slug.as_str()))
    };
    let involved: BTreeSet<&Id> = statements
        .iter()
        .flat_map(|statement| statement.findings.iter().map(|finding| &finding.id))
        .chain(statements.iter().filter_map(|statement| statement.roll.as_ref().map(|roll| &roll.convener)))
        .collect();
    let flawed = parties.flawed().filter(|(id, ..)| !involved.contains(id));
    let flawed = flawed.map(|(id, version, flaw)| StrayFile {
        path: format!("keys/{id}/{version}.note"),
        what: flaw.to_string(),
    });
    tree.strays.iter().filter(|stray| asked(&stray.path)).cloned().chain(flawed).collect()
}
