//! The one script of a page, joined from the modules in `src/render/page/`.
//!
//! `file://` loads no module, and a page that is passed on is one file. Each module becomes a function of its own, which
//! gives what it exports, so that names of one do not meet those of another; comments, indentation and spaces that part
//! nothing are left out. It is no parser: what it does not understand it refuses, and a test joins the modules that stand here.

mod space;

use std::sync::LazyLock;

use crate::render::site::script::space::tight;

/// A module: its file name and its source.
type Module<'a> = (&'a str, &'a str);

macro_rules! module {
    ($name:literal) => {
        ($name, include_str!(concat!("../page/", $name)))
    };
}

/// What every page with a script needs, in the order in which one needs another.
const COMMON: [Module<'static>; 11] = [
    module!("noble-ed25519.js"),
    module!("tables.js"),
    module!("text.js"),
    module!("key.js"),
    module!("note.js"),
    module!("record.js"),
    module!("bundle.js"),
    module!("trust.js"),
    module!("chain.js"),
    module!("verify.js"),
    module!("write.js"),
];

/// What the page of a statement needs beside that.
const STATEMENT: [Module<'static>; 1] = [module!("view.js")];

/// What the page on which an officer signs needs beside that.
const SIGN: [Module<'static>; 4] =
    [module!("mail.js"), module!("sign.js"), module!("warning.js"), module!("signing.js")];

/// What the page on which a copy is held against a statement needs beside that.
const AUDIT: [Module<'static>; 15] = [
    module!("word.js"),
    module!("align.js"),
    module!("compare.js"),
    module!("heading.js"),
    module!("names.js"),
    module!("around.js"),
    module!("said.js"),
    module!("layout.js"),
    module!("look.js"),
    module!("sheet.js"),
    module!("furniture.js"),
    module!("markup.js"),
    module!("copy.js"),
    module!("audit.js"),
    module!("paste.js"),
];

/// A script, or why there is none.
type Script = LazyLock<Result<String, JoinError>>;

static STATEMENT_SCRIPT: Script = LazyLock::new(|| join(&[&COMMON[..], &STATEMENT].concat()));
static SIGN_SCRIPT: Script = LazyLock::new(|| join(&[&COMMON[..], &SIGN].concat()));
static AUDIT_SCRIPT: Script = LazyLock::new(|| join(&[&COMMON[..], &AUDIT].concat()));

/// Why modules cannot be joined.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{module}, line {line}: {what}")]
pub struct JoinError {
    module: String,
    line: usize,
    what: &'static str,
}

/// The script of the page of a statement.
///
/// # Errors
/// Never: a test of this file says so.
pub fn statement_script() -> Result<&'static str, JoinError> {
    STATEMENT_SCRIPT.as_ref().map(String::as_str).map_err(Clone::clone)
}

/// The script of the page on which an officer signs.
///
/// # Errors
/// Never: a test of this file says so.
pub fn sign_script() -> Result<&'static str, JoinError> {
    SIGN_SCRIPT.as_ref().map(String::as_str).map_err(Clone::clone)
}

/// The script of the page on which a copy is held against a statement.
///
/// # Errors
/// Never: a test of this file says so.
pub fn audit_script() -> Result<&'static str, JoinError> {
    AUDIT_SCRIPT.as_ref().map(String::as_str).map_err(Clone::clone)
}

/// Joins modules, each behind those that it imports from.
fn join(modules: &[Module<'_>]) -> Result<String, JoinError> {
    let mut out = String::from("\"use strict\";\n");
    let mut known: Vec<&str> = Vec::new();
    for (name, source) in modules {
        let body = joined(name, source, &known)?;
        out.push_str(&format!("const {}=(()=>{{\n{body}}})();\n", variable(name)));
        known.push(name);
    }
    Ok(out)
}

/// The body of the function that a module becomes.
fn joined(module: &str, source: &str, known: &[&str]) -> Result<String, JoinError> {
    let mut out = String::new();
    let mut exports: Vec<String> = Vec::new();
    let mut comment = false;
    // an import or a list of exports over several lines, until it is whole
    let mut statement = String::new();
    for (line, written) in (1..).zip(source.lines()) {
        let refused = |what| JoinError { module: module.to_owned(), line, what };
        let trimmed = written.trim();
        if comment {
            comment = !trimmed.ends_with("*/");
            if comment && trimmed.contains("*/") {
                return Err(refused("code stands behind a comment"));
            }
            continue;
        }
        if statement.is_empty() {
            if trimmed.is_empty() || trimmed.starts_with("//") {
                continue;
            }
            // a licence asks to stay
            if trimmed.starts_with("/*") && !trimmed.starts_with("/*!") {
                comment = !trimmed.ends_with("*/");
                continue;
            }
            if written.matches('`').count() % 2 == 1 {
                return Err(refused("a template goes over several lines"));
            }
            if trimmed.ends_with('\\') {
                return Err(refused("a string goes over several lines"));
            }
        }
        let begins =
            ["import ", "import{", "export {", "export{"].iter().any(|begin| written.starts_with(begin));
        if begins || !statement.is_empty() {
            statement.push_str(trimmed);
            if !trimmed.ends_with(';') {
                continue;
            }
            let whole = std::mem::take(&mut statement);
            if let Some(list) = whole.strip_prefix("export") {
                let (names, behind) =
                    braced(list).ok_or_else(|| refused("an export that is not understood"))?;
                if behind != ";" {
                    return Err(refused("an export of another module"));
                }
                exports.extend(names);
            } else {
                out.push_str(&import(&whole, known).map_err(refused)?);
            }
        } else if let Some(rest) = written.strip_prefix("export ") {
            exports
                .push(declared(rest).ok_or_else(|| refused("an export that is not understood"))?.to_owned());
            add(&mut out, &tight(code(rest)));
        } else if written.starts_with("import") || written.starts_with("export") {
            return Err(refused("an import or export that is not understood"));
        } else {
            add(&mut out, &tight(code(trimmed)));
        }
    }
    if comment || !statement.is_empty() {
        let what = "the module ends in a comment, an import or an export";
        return Err(JoinError { module: module.to_owned(), line: source.lines().count(), what });
    }
    out.push_str(&format!("return{{{}}};\n", exports.join(",")));
    Ok(out)
}

/// Adds a line, to the last one if what ends that or begins this is a bracket or a comma, behind which nothing is ended by
/// a new line.
fn add(out: &mut String, line: &str) {
    let last = out.strip_suffix('\n').and_then(|before| before.rsplit('\n').next()).unwrap_or("//");
    let may_be_comment = last.contains("//") || last.contains("/*");
    if !may_be_comment && (last.ends_with(['{', '(', '[', ',']) || line.starts_with(['}', ')', ']'])) {
        out.pop();
    }
    out.push_str(line);
    out.push('\n');
}

/// A line without the comment that ends it, where it is sure to be one: before it stands no quote and no other slash.
fn code(line: &str) -> &str {
    match line.split_once(" //") {
        Some((code, _)) if !code.contains(['"', '\'', '`', '/']) => code.trim_end(),
        _ => line,
    }
}

/// `import { a, b as c } from "./text.js";` as what takes these from the joined module.
fn import(statement: &str, known: &[&str]) -> Result<String, &'static str> {
    let list = statement.strip_prefix("import").unwrap_or(statement);
    let (names, behind) = braced(list).ok_or("an import that is not understood")?;
    let from = behind.strip_prefix(" from \"./").and_then(|rest| rest.strip_suffix("\";"));
    let from = from.ok_or("an import that is not understood")?;
    if !known.contains(&from) {
        return Err("an import from a module that does not stand before it");
    }
    Ok(format!("const{{{}}}={};\n", names.join(","), variable(from)))
}

/// The names between braces, and what stands behind them. `a as b` is refused: nobody needs it yet.
fn braced(list: &str) -> Option<(Vec<String>, &str)> {
    let (names, behind) = list.trim_start().strip_prefix('{')?.split_once('}')?;
    let names: Vec<&str> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    names.iter().all(|name| is_name(name)).then(|| (names.into_iter().map(str::to_owned).collect(), behind))
}

/// The name that an exported declaration binds.
fn declared(rest: &str) -> Option<&str> {
    const DECLARES: [&str; 4] = ["const ", "function ", "async function ", "class "];
    let rest = DECLARES.iter().find_map(|declares| rest.strip_prefix(declares))?;
    let end = rest.find(|c: char| !is_name_character(c)).unwrap_or(rest.len());
    rest.get(..end).filter(|name| is_name(name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_name_character)
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn variable(module: &str) -> String {
    format!("${}", module.trim_end_matches(".js").replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_are_joined_into_a_script_that_nothing_can_end() {
        for script in [statement_script().unwrap(), sign_script().unwrap(), audit_script().unwrap()] {
            assert!(!script.contains("</script") && !script.contains("<!--"), "it would end its own element");
            let imports: Vec<&str> = script
                .lines()
                .filter(|line| line.starts_with("import") || line.starts_with("export"))
                .collect();
            assert!(imports.is_empty(), "{imports:?}");
            assert!(script.contains("noble-ed25519 - MIT License"), "the licence stays");
        }
    }

    #[test]
    fn a_name_of_one_module_does_not_meet_the_same_of_another() {
        let a = "// first\nconst L = 1;\nexport const a = L, b = 2;\nexport function c() {}\n";
        let b = "import {\n  a,\n  c,\n} from \"./a.js\";\nconst L = 2;\nexport { L };\n";
        assert_eq!(
            join(&[("a.js", a), ("b-c.js", b)]).unwrap(),
            "\"use strict\";\nconst $a=(()=>{\nconst L=1;\nconst a=L,b=2;\nfunction c(){}\n\
             return{a,c};\n})();\nconst $b_c=(()=>{\nconst{a,c}=$a;\nconst L=2;\n\
             return{L};\n})();\n"
        );
    }

    #[test]
    fn a_comment_behind_code_is_left_out_where_nothing_could_hold_it() {
        for (line, kept) in [
            ("const a = 1; // one", "const a = 1;"),
            ("f(); //", "f();"),
            ("const a = 1;// one", "const a = 1;// one"),
            ("const a = \"b // c\";", "const a = \"b // c\";"),
            ("const a = `b // c`;", "const a = `b // c`;"),
            ("const a = / // /; // one", "const a = / // /; // one"),
        ] {
            assert_eq!(code(line), kept);
        }
    }

    #[test]
    fn lines_are_put_together_where_a_new_line_ends_nothing() {
        let source = "if (a) {\n  f(\n    b,\n    c,\n  );\n  return\n}\nd = \"//\" + {\n};\n";
        assert_eq!(
            join(&[("a.js", source)]).unwrap(),
            "\"use strict\";\nconst $a=(()=>{\nif(a){f(b,c,);\nreturn}\nd=\"//\"+{\n};\nreturn{};\n})();\n"
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for wrong in [
            "import { a } from \"./later.js\";\n",
            "import * as a from \"./a.js\";\n",
            "import a from \"./a.js\";\n",
            "import \"./a.js\";\n",
            "import { a as b } from \"./a.js\";\n",
            "import { a } from \"https://example.org/a.js\";\n",
            "export default 1;\n",
            "export let a = 1;\n",
            "export const { a } = b;\n",
            "export * from \"./a.js\";\n",
            "export { a } from \"./a.js\";\n",
            "/* never\n",
            "/* ended */ const a = 1;\n/*\n */ x\n",
            "const a = `\n// no comment`;\n",
            "const a = 'b \\\n// no comment';\n",
            "import { a\n",
        ] {
            assert!(join(&[("a.js", ""), ("b.js", wrong)]).is_err(), "{wrong}");
        }
    }
}
