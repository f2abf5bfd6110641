//! What other tools hand over: public keys, signatures, the answers of an agent.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use undersigned::id::Id;
use undersigned::key::minisign::Parts;
use undersigned::key::openpgp::Head;
use undersigned::key::scheme::Scheme;
use undersigned::key::{SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::record::Record;
use undersigned::signer::agent::AgentKey;
use undersigned::signer::tool::{armored, minisign_signature, objection, signature, signify_signature};
use undersigned::signer::{PassphraseSource, read_certificate, read_public_key};

use super::{refused, say};

/// A public key file is read or refused, and what was read has one spelling as a verifier key, which is read the same.
pub fn public_key(bytes: &[u8]) -> bool {
    let folder = folder();
    let read = |bytes: &[u8]| {
        fs::write(folder.path().join("key.pub"), bytes).unwrap();
        read_public_key(&folder.path().join("key.pub"), &PassphraseSource::None)
    };
    let file = match read(bytes) {
        Ok(file) => file,
        Err(error) => return refused(&error),
    };
    let vkey = VerifierKey::of("a".parse().unwrap(), file.scheme, file.key);
    assert_eq!(vkey.to_string().parse(), Ok(vkey.clone()));
    let again = read(format!("{vkey}\n").as_bytes()).unwrap();
    assert_eq!((again.scheme, again.key), (file.scheme, file.key));
    true
}

/// A signature file is one of one scheme, FIDO tokens apart, and comes back from the file that is written for its tool.
pub fn tool_signature(bytes: &[u8]) -> bool {
    let key = secret().public();
    let mut accepted = Vec::new();
    for scheme in Scheme::ALL.into_iter().chain([openpgp()]) {
        let made = match signature(bytes, scheme) {
            Ok(made) => made,
            Err(error) => {
                say(&error);
                continue;
            }
        };
        let written = match scheme {
            Scheme::Plain => signify_signature(&key, made.as_slice().try_into().unwrap()),
            Scheme::SshSig | Scheme::Fido => armored(&made),
            Scheme::Minisign => minisign_signature(&key, &Parts::of(&made).unwrap()),
            Scheme::OpenPgp(_) => {
                format!(
                    "-----BEGIN PGP SIGNATURE-----\n\n{}\n-----END PGP SIGNATURE-----",
                    STANDARD.encode(&made)
                )
            }
        };
        assert_eq!(signature(written.as_bytes(), scheme), Ok(made.clone()), "{written}");
        objection(scheme, &key, &made).iter().for_each(say);
        accepted.push(scheme);
    }
    assert!(accepted.len() < 2 || accepted == [Scheme::SshSig, Scheme::Fido], "{accepted:?}");
    !accepted.is_empty()
}

/// A certificate gives a key that can be listed, or none; and with that key's name it gives the same.
pub fn certificate(bytes: &[u8]) -> bool {
    /// 2026-11-23.
    const NOW: i64 = 1_795_392_000;
    let folder = folder();
    let path = folder.path().join("cert.pgp");
    fs::write(&path, bytes).unwrap();
    match read_certificate(&path, None, NOW) {
        Ok(Some(file)) => {
            let vkey = VerifierKey::of("a".parse().unwrap(), file.scheme, file.key);
            assert_eq!(vkey.to_string().parse(), Ok(vkey));
            let Scheme::OpenPgp(head) = file.scheme else { panic!("{:?}", file.scheme) };
            let name = head.fingerprint(&file.key).to_string();
            let again = read_certificate(&path, Some(&name), NOW).unwrap().unwrap();
            assert_eq!((again.scheme, again.key), (file.scheme, file.key));
            true
        }
        Ok(None) => false,
        Err(error) => refused(&error),
    }
}

/// An agent, whatever it answers, gives a valid signature by the key that was named, or none. The first answer of the
/// bytes is to the first question, the others to the second; the key is a token's where the first byte says so.
pub fn agent(bytes: &[u8]) -> bool {
    let (is_token, bytes) =
        bytes.split_first().map_or((false, bytes), |(first, rest)| (*first == b't', rest));
    let length = bytes.first_chunk::<4>().map_or(0, |length| u32::from_be_bytes(*length) as usize);
    let (first, second) = bytes.split_at(length.saturating_add(4).min(bytes.len()));
    let folder = folder();
    let socket = folder.path().join("agent");
    let listener = UnixListener::bind(&socket).unwrap();
    let answers = [first.to_vec(), second.to_vec()];
    let serving = std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut length = [0; 4];
            if stream.read_exact(&mut length).is_ok() {
                let mut asked = vec![0; u32::from_be_bytes(length) as usize];
                let _ = stream.read_exact(&mut asked);
            }
            let _ = stream.write_all(&answer);
        }
    });
    let found = AgentKey::find_at(&socket, secret().public(), is_token, PATIENCE, PATIENCE);
    let mut note = Record::parse(RECORD).unwrap().to_note().unwrap();
    let id: Id = "anglers".parse().unwrap();
    let scheme = if is_token { Scheme::Fido } else { Scheme::Plain };
    let key = VerifierKey::of(id, scheme, secret().public());
    let signed = match found {
        Ok(found) => found.sign(&mut note, &key),
        Err(error) => {
            // whoever waits for the second question is let go
            drop(std::os::unix::net::UnixStream::connect(&socket));
            Err(error)
        }
    };
    serving.join().unwrap();
    match signed {
        Ok(()) => {
            let note = Note::parse(note.to_string().as_bytes()).unwrap();
            assert_eq!(note.open([&key]).unwrap().signers(), [secret().public()]);
            true
        }
        Err(error) => refused(&error),
    }
}

const PATIENCE: Duration = Duration::from_secs(5);

/// What the agent of the seeds signed.
const RECORD: &str = include_str!("record.txt");

/// An OpenPGP key of gpg, made at the start of 1970.
fn openpgp() -> Scheme {
    let mut packet = vec![4, 0, 0, 0, 0, 22, 9];
    packet.extend(*b"\x2b\x06\x01\x04\x01\xda\x47\x0f\x01\x01\x07\x40");
    Scheme::OpenPgp(Head::split(&packet).unwrap().0)
}

fn secret() -> SecretKey {
    SecretKey::demonstration(&"anglers".parse().unwrap())
}

fn folder() -> TempDir {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { TempDir::new_in(shared) } else { TempDir::new() }.unwrap()
}
