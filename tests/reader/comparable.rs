//! What two readers of one registry have to say alike.
#![allow(missing_docs)]

use serde_json::{Value, json};

/// What both readers say, without what only one of them says.
pub fn comparable(said: &Value) -> Value {
    let keep = |object: &Value, members: &[&str]| -> Value {
        members.iter().map(|member| ((*member).to_owned(), object[member].clone())).collect()
    };
    let each = |list: &Value, keep: &dyn Fn(&Value) -> Value| -> Value {
        list.as_array().into_iter().flatten().map(keep).collect()
    };
    let finding = |finding: &Value| {
        let mut kept = keep(finding, &["place", "id", "name", "listed_as", "verdict", "standing"]);
        let mut marks: Vec<&str> = finding["marks"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|mark| mark["mark"].as_str().or(mark.as_str())) // the second reader has the word alone
            .collect();
        marks.sort_unstable();
        kept["marks"] = json!(marks);
        let consent = &finding["consent"];
        kept["consent"] = match consent.is_null() {
            true => Value::Null,
            false => json!({ "means": consent["means"], "counts": consent["lapsed"].is_null() }),
        };
        kept
    };
    let statement = |statement: &Value| {
        let mut kept = keep(statement, &["slug", "text", "totals", "outcome"]);
        kept["problems"] = json!(statement["problems"].as_array().map(Vec::len)); // each has words of its own
        // Where there is nothing to say, a vector says nothing.
        let totals = kept["totals"].as_object_mut().unwrap();
        totals.remove("on_time");
        if totals["attested"] == 0 {
            totals.insert("attested".to_owned(), Value::Null);
        }
        kept["translations"] = each(&statement["translations"], &|said| {
            json!({
                "translator": said["translator"],
                "standing": said["standing"],
                "counts": said["lapsed"].is_null(),
            })
        });
        if kept["translations"] == json!([]) {
            kept["translations"] = Value::Null;
        }
        kept["findings"] = each(&statement["findings"], &finding);
        kept
    };
    let mut kept = keep(&said["report"], &["demonstration", "outcome"]);
    kept["statements"] = each(&said["report"]["statements"], &statement);
    json!({ "status": said["status"], "report": kept })
}

/// The first place in which two of these differ, and how.
pub fn first_difference(place: &str, first: &Value, second: &Value) -> Option<(String, String, String)> {
    match (first, second) {
        // what is absent says nothing
        (Value::Object(a), Value::Object(b)) => a.iter().find_map(|(member, a)| {
            first_difference(&format!("{place}.{member}"), a, b.get(member).unwrap_or(&Value::Null))
        }),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => (0..)
            .zip(a.iter().zip(b))
            .find_map(|(at, (a, b))| first_difference(&format!("{place}[{at}]"), a, b)),
        _ if first == second => None,
        _ => Some((place.to_owned(), first.to_string(), second.to_string())),
    }
}
