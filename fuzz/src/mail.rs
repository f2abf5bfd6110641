//! Bundles, as they are and out of mail.

use std::slice;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use undersigned::extract::mail::{MAX_INPUT, MailError, bundles_in};
use undersigned::registry::bundle::{Bundle, MAX_JSON};

use super::refused;

/// A bundle has one printed form, of plain ASCII, which reads back and which mail does not change.
pub fn bundle(bytes: &[u8]) -> bool {
    match Bundle::parse(bytes) {
        Ok(bundle) => survives(&bundle),
        Err(error) => refused(&error),
    }
}

/// What is taken out of mail is what was sent, each bundle once.
pub fn mail(bytes: &[u8]) -> bool {
    match bundles_in(bytes) {
        Ok(found) => {
            assert!(!found.is_empty());
            for (place, one) in found.iter().enumerate() {
                assert!(!found[..place].iter().any(|other| other.bundle == one.bundle), "twice");
                assert!(one.mended.is_sorted_by(|one, next| one < next), "{:?}", one.mended);
                survives(&one.bundle);
            }
            true
        }
        Err(error) => refused(&error),
    }
}

fn survives(bundle: &Bundle) -> bool {
    let printed = bundle.print();
    assert!(printed.len() <= MAX_JSON && printed.iter().all(|byte| matches!(byte, b'\n' | b' '..=b'~')));
    assert_eq!(Bundle::parse(&printed).as_ref(), Ok(bundle));
    assert_eq!(Bundle::parse(&printed).map(|read| read.print()).as_ref(), Ok(&printed));
    let mut filled = Bundle::default();
    for (path, content) in bundle.files() {
        filled.insert(path, content).unwrap();
    }
    assert_eq!(filled, *bundle);
    // What wraps and quotes a bundle is told from its text by the spaces, which every note has.
    let has_space = bundle.files().any(|(_, content)| content.contains(' '));
    for (mail, is_told) in
        [(printed.clone(), true), (attached(&printed), true), (quoted(&printed), has_space)]
    {
        match bundles_in(&mail) {
            Err(MailError::NotPrinted { .. }) if !is_told => {}
            Err(MailError::TooLong(_)) => assert!(mail.len() > MAX_INPUT),
            found => assert_eq!(
                found.unwrap().into_iter().map(|found| found.bundle).collect::<Vec<_>>(),
                slice::from_ref(bundle),
                "{}",
                String::from_utf8_lossy(&mail)
            ),
        }
    }
    assert_eq!(bundles_in(&printed).map(|found| found[0].mended.len()), Ok(0));
    true
}

/// Whatever stands between the characters of a bundle that mail put there, it comes back equal or not at all. The first
/// line says what stands where, `POSITION WORD` again and again; what follows it is the content of a file.
pub fn damaged(script: &[u8]) -> bool {
    let script = String::from_utf8_lossy(script);
    let (damage, content) = script.split_once('\n').unwrap_or(("", &script));
    let mut bundle = Bundle::default();
    // a note, as every request and reply holds, has spaces
    bundle.insert("signatures/s/a/1.note", "undersigned/signature/v1\nversion 1\n").unwrap();
    bundle.insert("statement/s/text.txt", content).unwrap();
    let mut printed = bundle.print();
    let words: Vec<&str> = damage.split_whitespace().take(200).collect();
    for pair in words.chunks_exact(2) {
        let put = match pair[1] {
            "space" => " ",
            "tab" => "\t",
            "lf" => "\n",
            "crlf" => "\r\n",
            "quote" => "\n> ",
            "soft" => "=\n",
            "softcrlf" => "=\r\n",
            "bang" => "!\n ",
            "hidden" => "\u{200b}",
            _ => continue,
        };
        let place = pair[0].parse::<usize>().unwrap_or_default() % (printed.len() + 1);
        printed.splice(place..place, put.bytes());
    }
    match bundles_in(&printed) {
        Ok(found) => {
            assert_eq!(found.into_iter().map(|found| found.bundle).collect::<Vec<_>>(), [bundle]);
            true
        }
        Err(error) => refused(&error),
    }
}

/// As a mail program answers it: wrapped, quoted, with CRLF and words before it.
fn quoted(printed: &[u8]) -> Vec<u8> {
    let mut mail = b"Dear all, {here} it is:\r\n\r\n".to_vec();
    for line in printed.split(|byte| *byte == b'\n').flat_map(|line| line.chunks(72)) {
        mail.extend([b"> ", line, b"\r\n"].concat());
    }
    mail
}

/// As a mail program attaches it.
fn attached(printed: &[u8]) -> Vec<u8> {
    let head = "From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\
                Here it is.\n\n--b\nContent-Type: application/json\nContent-Disposition: attachment\n\
                Content-Transfer-Encoding: base64\n\n";
    let encoded = STANDARD.encode(printed);
    let lines = encoded.as_bytes().chunks(76).map(|line| [line, b"\n"].concat());
    [head.as_bytes(), &lines.collect::<Vec<_>>().concat(), b"--b--\n"].concat()
}
