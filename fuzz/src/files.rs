//! Files of the reader's own: trust files and key files.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use undersigned::signer::{KeyFileError, PassphraseSource, read_key_file, write_key_file};
use undersigned::trust::Trust;

use super::{refused, say};

/// A trust file says the same with other line ends and spaces, and is refused as soon as one line is not understood.
pub fn trust(bytes: &[u8]) -> bool {
    let trust = match Trust::parse(bytes) {
        Ok(trust) => trust,
        Err(error) => return refused(&error),
    };
    let text = std::str::from_utf8(bytes).unwrap();
    let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines();
    let spaced: String = lines.map(|line| format!("\t{line} \r\n\r\n# a comment\r\n")).collect();
    assert_eq!(Trust::parse(format!("\u{feff}{spaced}").as_bytes()).as_ref(), Ok(&trust));
    for line in ["key", "keys a+00000000+AQ==", "key a", "pin", "\u{feff}"] {
        assert!(Trust::parse(format!("{text}\n{line}\n").as_bytes()).is_err(), "{line}");
    }
    true
}

/// A key file is read or refused, and what was read is read again from the file that is written for it.
pub fn key_file(bytes: &[u8]) -> bool {
    let shared = Path::new("/dev/shm");
    let folder = if shared.is_dir() { TempDir::new_in(shared) } else { TempDir::new() }.unwrap();
    let (path, secret) = (folder.path().join("key.pem"), folder.path().join("passphrase"));
    fs::write(&path, bytes).unwrap();
    let mut read = read_key_file(&path, &PassphraseSource::None);
    if matches!(read, Err(KeyFileError::PassphraseNeeded(_))) && is_quickly_opened(bytes) {
        fs::write(&secret, "passphrase\n").unwrap();
        read = read_key_file(&path, &PassphraseSource::File(secret));
    }
    let read = match read {
        Ok(read) => read,
        Err(error) => return refused(&error),
    };
    read.warnings.iter().for_each(say);
    let copy = folder.path().join("copy.pem");
    write_key_file(&copy, &read.key, &PassphraseSource::None).unwrap();
    let again = read_key_file(&copy, &PassphraseSource::None).unwrap();
    assert_eq!((again.key.public(), again.warnings.len()), (read.key.public(), 0));
    assert_eq!(*again.key.seed(), *read.key.seed());
    true
}

/// Whether the file holds the rounds of the seeds, or their scrypt parameters: others may take seconds.
fn is_quickly_opened(bytes: &[u8]) -> bool {
    const ROUNDS: &[u8] = &[0x02, 0x02, 0x08, 0x00];
    const SCRYPT: &[u8] = &[0x02, 0x02, 0x04, 0x00, 0x02, 0x01, 0x08, 0x02, 0x01, 0x01];
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"-"));
    let encoded: Vec<u8> = lines.flatten().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let der = STANDARD.decode(encoded).unwrap_or_default();
    [ROUNDS, SCRYPT].iter().any(|cost| der.windows(cost.len()).any(|window| window == *cost))
}
