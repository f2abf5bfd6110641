//! Who can make a key known by its `domain`, and who cannot.

use undersigned::filing::{Objection, Proposal, judge};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Question, verify};

use super::forge::*;

const CHECKER: &str = "checker";

/// Files the next keys record of `id`, which claims `ID.org`.
fn claim(registry: &mut Registry, id: &str) {
    registry.keys(id).with("\nthreshold", &format!("\ndomain {id}.org\nthreshold")).file();
}

/// `a` and `b` claim a domain and signed, and the checker found the keys of both there.
fn checked() -> Registry {
    let mut registry = Registry::of(&["a", "b"]);
    registry.keys(CHECKER).file();
    for id in ["a", "b"] {
        registry.remove(&format!("keys/{id}/1.note"));
        claim(&mut registry, id);
        registry.act(id, "signature").file();
        registry.check(CHECKER, id).file();
    }
    registry
}

fn checker(id: &str) -> String {
    format!("checker {}\n", Key::of(id).vkey())
}

#[test]
fn a_checker_makes_keys_known_by_their_domain_and_no_better() {
    let registry = checked();
    assert_eq!(known(&registry, ""), "a self-published, b self-published");
    assert_eq!(known(&registry, &checker(CHECKER)), "a domain(checker), b domain(checker)");
    let trust = Trust::parse(checker(CHECKER).as_bytes()).unwrap();
    let asked = |standing| {
        let report = verify(&registry.tree(), &trust, &Question { standing, ..Question::default() });
        summary(&report)
    };
    assert_eq!(asked(Standing::Domain), "a signed, b signed | 2/2 | holds");
    assert_eq!(asked(Standing::Vouched), "a signed, b signed | 2/2 | not judged NotConfirmed");
    assert_eq!(verify(&registry.tree(), &trust, &accepting_all()).statements[0].totals.confirmed, 0);
    let given =
        verify(&registry.tree(), &trust, &accepting_all()).statements[0].findings[0].checks[0].given.clone();
    assert_eq!(given.unwrap().domain.unwrap().as_str(), "a.org");
}

#[test]
fn pins_and_vouches_go_before_what_a_checker_found() {
    let mut registry = checked();
    registry.vouch(CONVENER, "a").file();
    let trust =
        format!("{}voucher {}\nkey {}\n", checker(CHECKER), Key::of(CONVENER).vkey(), Key::of("b").vkey());
    assert_eq!(known(&registry, &trust), "a vouched(convener, checker), b pinned");
}

#[test]
fn a_domain_check_by_an_untrusted_checker_is_worth_nothing() {
    let registry = checked();
    for trust in [
        format!("key {}\n", Key::of(CHECKER).vkey()),
        format!("voucher {}\n", Key::of(CHECKER).vkey()),
        checker(CONVENER),
        format!("checker {}\n", Key::new(CHECKER, "the true key").vkey()),
    ] {
        assert_eq!(known(&registry, &trust), "a self-published, b self-published", "{trust}");
    }
    let mut gone = registry;
    gone.remove("keys/checker/1.note");
    assert_eq!(known(&gone, &checker(CHECKER)), "a self-published, b self-published");
}

#[test]
fn a_checker_is_not_pinned_and_vouches_for_nobody() {
    let mut registry = checked();
    registry.vouch(CHECKER, "a").file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a domain(checker), b domain(checker)");
    let trust = Trust::parse(checker(CHECKER).as_bytes()).unwrap();
    assert!(!trust.has_vouchers() && trust.has_checkers());
}

#[test]
fn nobody_checks_their_own_domain() {
    let before = checked();
    let mut after = before.clone();
    after.check("a", "a").file();
    assert_eq!(known(&after, &checker("a")), "a self-published(a Flaw Record), b self-published");
    assert_eq!(refused(&before, &after, "keys/a/checks/a/1.note").1, "Flaw Record");
}

#[test]
fn a_domain_check_for_another_id_counts_for_nobody() {
    let mut registry = checked();
    // moved as it is, and signed anew for the keys of another
    registry.copy("keys/a/checks/checker/1.note", "keys/b/checks/checker/1.note");
    assert_eq!(
        known(&registry, &checker(CHECKER)),
        "a domain(checker), b self-published(checker Flaw OtherParty)"
    );
    registry.remove("keys/b/checks/checker/1.note");
    let of_a = registry.digest("keys/a/1.note");
    let of_b = registry.digest("keys/b/1.note");
    registry.check(CHECKER, "b").with(&of_b, &of_a).file();
    assert_eq!(
        known(&registry, &checker(CHECKER)),
        "a domain(checker), b self-published(checker RecordNotHere)"
    );
}

#[test]
fn a_domain_check_of_another_domain_than_the_keys_claim_does_not_count() {
    let mut registry = checked();
    registry.remove("keys/a/checks/checker/1.note");
    registry.check(CHECKER, "a").with("domain a.org", "domain a.example").file();
    assert_eq!(
        known(&registry, &checker(CHECKER)),
        "a self-published(checker OtherDomain), b domain(checker)"
    );
    // nor one of a party that claims none
    let mut silent = Registry::signed(&["a"]);
    silent.keys(CHECKER).file();
    silent.check(CHECKER, "a").file();
    assert_eq!(known(&silent, &checker(CHECKER)), "a self-published(checker OtherDomain)");
}

#[test]
fn a_domain_check_from_before_a_rotation_goes_on_for_the_keys_that_follow() {
    let mut registry = checked();
    let second = Key::new("a", "second");
    let claims = "\ndomain a.org\nthreshold";
    registry.keys("a").lists(&[&second]).with("\nthreshold", claims).by(&[&Key::of("a"), &second]).file();
    registry.act("a", "signature").by(&[&second]).file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a domain(checker), b domain(checker)");
}

#[test]
fn a_domain_check_ends_where_a_key_was_compromised_since_and_can_be_renewed() {
    let mut registry = checked();
    let second = Key::new("a", "second");
    let said = format!("\ncompromised 2025-10-20 {}\ndate", Key::of("a").vkey());
    let claims = "\ndomain a.org\nthreshold";
    let next = registry.keys("a").lists(&[&second]).with("\nthreshold", claims).with("\ndate", &said);
    next.by(&[&Key::of("a"), &second]).file();
    registry.act("a", "signature").by(&[&second]).file();
    let ended = "a self-published(checker Compromised), b domain(checker)";
    assert_eq!(known(&registry, &checker(CHECKER)), ended);
    registry.check(CHECKER, "a").file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a domain(checker), b domain(checker)");
}

#[test]
fn a_domain_check_ends_where_another_domain_or_none_or_another_name_is_claimed_since() {
    for (claims, name, why) in [
        ("\ndomain a.example\nthreshold", "name A", "Moved"),
        ("\nthreshold", "name A", "Moved"),
        ("\ndomain a.org\nthreshold", "name Greater A", "Renamed"),
    ] {
        let mut registry = checked();
        registry.keys("a").with("\nthreshold", claims).with("name A", name).file();
        let ended = format!("a self-published(checker {why}), b domain(checker)");
        assert_eq!(known(&registry, &checker(CHECKER)), ended);
    }
}

#[test]
fn a_domain_check_that_was_withdrawn_does_not_count_until_the_keys_are_found_again() {
    let mut registry = checked();
    registry.check(CHECKER, "a").with("mode found", "mode withdrawn").file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a self-published(checker Withdrawn), b domain(checker)");
    registry.check(CHECKER, "a").file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a domain(checker), b domain(checker)");
}

#[test]
fn a_fork_or_a_gap_in_domain_checks_counts_for_nobody() {
    let mut forked = checked();
    forked.check(CHECKER, "a").file();
    let first = forked.digest("keys/a/checks/checker/1.note");
    forked.edit("keys/a/checks/checker/2.note", &first, &digest("another"));
    let text = forked.text("keys/a/checks/checker/2.note");
    forked.put("keys/a/checks/checker/2.note", note(&text, &[Key::of(CHECKER)]));
    assert_eq!(known(&forked, &checker(CHECKER)), "a self-published(checker Flaw Fork), b domain(checker)");
    let mut gap = checked();
    gap.check(CHECKER, "a").with("mode found", "mode withdrawn").file();
    gap.remove("keys/a/checks/checker/1.note");
    assert_eq!(known(&gap, &checker(CHECKER)), "a self-published(checker Flaw Gap), b domain(checker)");
}

#[test]
fn a_domain_check_by_a_compromised_checker_counts_for_nobody() {
    let (first, second) = (Key::of(CHECKER), Key::new(CHECKER, "second"));
    let mut registry = checked();
    let lines = format!(
        "\ncompromised 2025-10-20 {}\nkeeps {}\ndate",
        first.vkey(),
        registry.digest("keys/a/checks/checker/1.note")
    );
    registry.keys(CHECKER).lists(&[&second]).with("\ndate", &lines).by(&[&first, &second]).file();
    // whoever holds the key that was named may have written the rest of the chain
    assert_eq!(known(&registry, &checker(CHECKER)), "a self-published, b self-published");
    // by the next key what it keeps counts, and nothing else of before
    let next = format!("checker {}\n", second.vkey());
    let kept = "a domain(checker), b self-published(checker Revoked Compromised)";
    assert_eq!(known(&registry, &next), kept);
    // nor does what whoever holds the key signs today
    registry.check(CHECKER, "b").by(&[&first]).file();
    assert_eq!(known(&registry, &next), "a domain(checker), b self-published(checker Flaw TooFew)");
}

#[test]
fn a_domain_check_makes_no_demonstration_anything_else_and_a_demonstration_checks_for_nobody() {
    let mut registry = checked();
    let published = Key::demonstration("a");
    registry.remove("keys/a/1.note");
    registry.remove("signatures/s/a/1.note");
    registry.remove("keys/a/checks/checker/1.note");
    registry.keys("a").with("\nthreshold", "\ndomain a.org\nthreshold").lists(&[&published]).file();
    registry.act("a", "signature").by(&[&published]).file();
    registry.check(CHECKER, "a").file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a demonstration, b domain(checker)");
    let key = Key::demonstration("d");
    registry.keys("d").lists(&[&key]).file();
    registry.check("d", "b").by(&[&key]).file();
    let trust = format!("checker {}\n", key.vkey());
    assert_eq!(known(&registry, &trust), "a demonstration, b self-published(d Demonstration)");
}

#[test]
fn a_domain_check_counts_whatever_day_it_claims() {
    let mut registry = checked();
    registry.check(CHECKER, "a").with("2025-10-30", "9999-12-31").file();
    assert_eq!(known(&registry, &checker(CHECKER)), "a domain(checker), b domain(checker)");
}

#[test]
fn of_two_copies_with_another_second_domain_check_neither_takes_that_of_the_other() {
    let (mut renewed, mut withdrawn) = (checked(), checked());
    renewed.check(CHECKER, "a").with("2025-10-30", "2025-11-01").file();
    withdrawn.check(CHECKER, "a").with("mode found", "mode withdrawn").file();
    let path = "keys/a/checks/checker/2.note";
    for (copy, other) in [(&renewed, &withdrawn), (&withdrawn, &renewed)] {
        let proposal = Proposal::from([(path.parse().unwrap(), other.files[path].clone())]);
        let judged = judge(&copy.tree(), &[proposal]).remove(0);
        assert_eq!(judged.unwrap_err(), [Objection::Taken(path.parse().unwrap())]);
    }
}

#[test]
fn a_domain_check_that_comes_by_mail_is_filed_if_it_holds() {
    let mut before = checked();
    let path = "keys/a/checks/checker/1.note";
    let after = before.clone();
    before.remove(path);
    let proposal = Proposal::from([(path.parse().unwrap(), after.files[path].clone())]);
    let accepted = judge(&before.tree(), &[proposal]).remove(0).unwrap();
    let filed = &accepted.confirmations[0];
    assert_eq!(filed.name.as_str(), "CHECKER");
    assert_eq!(filed.domain.as_ref().unwrap().as_str(), "a.org");
    before.remove("keys/checker/1.note");
    assert_eq!(refused(&before, &after, path), (path.to_owned(), "Flaw KeysNotHere".to_owned()));
}
