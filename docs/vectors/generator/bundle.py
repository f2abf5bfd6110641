"""Part B: bundles, whose contents are not judged."""
import json

from generator.vector import sha256, vector

KEYS, TEXT = "keys/acme/1.note", "statement/release/text.txt"
ROLL, ACT = "statement/release/roll/1.note", "signatures/release/acme/1.note"


def accepted(name, rules, case, body, files):
    vector("bundle", name, "accepted", rules, case, body,
           file=[f"{path} {len(content.encode())} {sha256(content)}" for path, content in sorted(files.items())])


def refused(name, rules, case, body):
    vector("bundle", name, "refused", rules, case, body)


def bundle(files, **more):
    return json.dumps({"undersigned": "bundle/v1", "files": files, **more}, ensure_ascii=False) + "\n"


def vectors():
    files = {KEYS: "any content\n", TEXT: "Nous demandons\n\nleur libération.\n", ROLL: "", ACT: "— “quotes” 🙂\n"}
    one = {TEXT: "We ask.\n"}
    whole = bundle(one)
    accepted("every-path", "B1 P1", "A file under each kind of path.", bundle(files), files)
    accepted("empty", "B1", "No file.", bundle({}), {})
    accepted("ascii", "B1 B3", "Whatever is not ASCII is escaped, and halves of pairs stand together.",
             json.dumps({"undersigned": "bundle/v1", "files": files}), files)
    mailed = "".join(c if c.isalnum() and c.isascii() else "\\n" if c == "\n" else "".join(f"\\u{unit:04x}" for unit in pair(c)) for c in files[TEXT])
    accepted("mailed", "B3", "As it is written: inside the content neither a space nor anything else that mail changes.",
             '{"undersigned":"bundle/v1","files":{\n"' + TEXT + '":"' + mailed + '"\n}}\n', {TEXT: files[TEXT]})
    accepted("indented", "B1", "White space stands wherever JSON has it.",
             json.dumps(json.loads(whole), indent="\t").replace("\n", "\r\n"), one)
    accepted("files-first", "B1", "`files` stands before `undersigned`.", json.dumps({"files": one, "undersigned": "bundle/v1"}),
             one)
    accepted("escaped-names", "B1", "Names and paths are escaped, and are what they say.",
             whole.replace('"files"', r'"\u0066iles"').replace('"statement/', r'"\u0073tatement\/'), one)
    accepted("nul", "B1", "A content holds U+0000: contents are judged where they are read.", bundle({KEYS: "\0"}), {KEYS: "\0"})
    accepted("no-last-line-end", "B1", "No LF stands behind the object.", whole.strip(), one)
    accepted("version-1000000", "A2 B1", "A path with the highest version.", bundle({"keys/acme/1000000.note": "x"}),
             {"keys/acme/1000000.note": "x"})

    for name, case, body in [
        ("nothing", "There is no byte.", ""),
        ("cut-off", "The end is missing.", whole[:-3]),
        ("behind", "Something stands behind the object.", whole + "{}"),
        ("array", "It is an array.", "[" + whole + "]"),
        ("byte-order-mark", "U+FEFF stands before the object, which RFC 8259 has not.", "\ufeff" + whole),
        ("not-utf-8", "A byte of a content is no UTF-8.", whole.encode().replace(b"We", b"W\xe9")),
        ("utf-16", "It is in UTF-16.", whole.encode("utf-16")),
        ("comment", "A comment stands in the JSON.", "// a bundle\n" + whole),
        ("comma-behind", "A comma stands behind the last file.", whole.replace('"}', '",}')),
        ("single-quotes", "Strings stand in single quotes.", whole.replace('"', "'")),
        ("raw-control", "A raw TAB stands in a content.", whole.replace("We ask", "We\task")),
        ("half-a-pair", "An escape is half of a surrogate pair, which is no character.", whole.replace("We ask", r"\ud800")),
        ("escape-unknown", r"An escape is \x.", whole.replace("We ask", r"\x41")),
        ("format-missing", "The member `undersigned` is missing.", json.dumps({"files": one})),
        ("files-missing", "The member `files` is missing.", '{"undersigned":"bundle/v1"}'),
        ("format-other", "The member `undersigned` is bundle/v2.", whole.replace("bundle/v1", "bundle/v2")),
        ("format-no-string", "The member `undersigned` is a number.", whole.replace('"bundle/v1"', "1")),
        ("member-more", "A third member stands beside the two.", bundle(one, comment="hello")),
        ("format-twice", "The member `undersigned` stands twice.",
         whole.replace('{"undersigned": "bundle/v1"', '{"undersigned": "bundle/v1", "undersigned": "bundle/v1"')),
        ("files-twice", "The member `files` stands twice.", whole.replace('{"undersigned"', '{"files": {}, "undersigned"')),
        ("path-twice", "One path stands twice.", whole.replace('"statement', f'"{TEXT}": "We ask.\\n", "statement')),
        ("path-twice-by-an-escape", "One path stands twice, once with an escape.",
         whole.replace('"statement', r'"\u0073tatement/release/text.txt": "", "statement')),
        ("files-array", "`files` is an array.", '{"undersigned":"bundle/v1","files":[]}'),
        ("files-null", "`files` is null.", '{"undersigned":"bundle/v1","files":null}'),
        ("content-null", "A content is null.", whole.replace(r'"We ask.\n"', "null")),
        ("content-number", "A content is a number.", whole.replace(r'"We ask.\n"', "1")),
        ("content-lines", "A content is an array of lines.", whole.replace(r'"We ask.\n"', r'["We ask.\n"]')),
    ]:
        refused(name, "B1", case, body)
    for name, case, path in [
        ("elsewhere", "The path leaves the registry", "../keys/acme/1.note"),
        ("absolute", "The path begins with a slash", "/keys/acme/1.note"),
        ("backslash", "The path has backslashes", r"keys\acme\1.note"),
        ("dot", "The path has a dot for a folder", "keys/./1.note"),
        ("two-slashes", "The path has two slashes", "keys//acme/1.note"),
        ("other-folder", "The folder is none of a registry", "log/acme/1.note"),
        ("other-file", "The file is none of a registry", "statement/release/text.md"),
        ("upper-case", "The id of the path is in upper case", "keys/ACME/1.note"),
        ("device", "The id of the path is a device", "keys/con/1.note"),
        ("version-0", "The version of the path is 0", "keys/acme/0.note"),
        ("leading-zero", "The version of the path has a leading zero", "keys/acme/01.note"),
        ("version-1000001", "The version of the path is 1000001", "keys/acme/1000001.note"),
        ("attributes", "A .gitattributes is none of the files of P1", "keys/.gitattributes"), ("empty", "The path is empty", ""),
        ("deeper", "The path goes on behind the file", "keys/acme/1.note/1.note"),
    ]:
        refused(f"path-{name}", "B1 P1", f"{case}.", bundle({path: "x"}))


def pair(character):
    data = character.encode("utf-16-be")
    return [int.from_bytes(data[at:at + 2], "big") for at in range(0, len(data), 2)]
