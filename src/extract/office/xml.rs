//! XML as documents need it: elements by namespace, text, and no definitions of its own.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event as Raw};
use quick_xml::name::{Namespace, Prefix, ResolveResult};
use quick_xml::reader::NsReader;

use crate::extract::office::damaged;
use crate::extract::{ExtractError, within};

/// The deepest nesting of elements.
const MAX_DEPTH: usize = 1_000;

/// The most namespaces that are bound at once.
const MAX_NAMESPACES: usize = 500;

/// The namespaces that are read, under the prefixes by which their elements are matched here.
const NAMESPACES: [(&str, &str); 36] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "a"),
    ("http://purl.oclc.org/ooxml/drawingml/main", "a"),
    ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "wp"),
    ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "wp"),
    ("http://schemas.openxmlformats.org/drawingml/2006/picture", "pic"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "wps"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingGroup", "wpg"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas", "wpc"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing", "wp14"),
    ("http://schemas.microsoft.com/office/word/2010/wordml", "w14"),
    ("http://schemas.microsoft.com/office/word/2012/wordml", "w15"),
    ("http://schemas.microsoft.com/office/drawing/2010/main", "a14"),
    ("urn:schemas-microsoft-com:vml", "v"),
    ("urn:schemas-microsoft-com:office:office", "o"),
    ("urn:schemas-microsoft-com:office:word", "w10"),
    ("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "office"),
    ("urn:oasis:names:tc:opendocument:xmlns:text:1.0", "text"),
    ("urn:oasis:names:tc:opendocument:xmlns:style:1.0", "style"),
    ("urn:oasis:names:tc:opendocument:xmlns:table:1.0", "table"),
    ("urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "draw"),
    ("urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", "fo"),
    ("urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0", "svg"),
    ("urn:oasis:names:tc:opendocument:xmlns:manifest:1.0", "manifest"),
    ("urn:oasis:names:tc:opendocument:xmlns:dr3d:1.0", "dr3d"),
    ("urn:oasis:names:tc:opendocument:xmlns:form:1.0", "form"),
    ("urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0", "loext"),
    ("http://www.w3.org/1998/Math/MathML", "math"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
];

/// The text of an XML file: UTF-8, or UTF-16 behind a byte order mark.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, ExtractError> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => match encoding.decode(&bytes) {
            (text, _, false) => Ok(text.into_owned()),
            _ => Err(damaged("its text is damaged")),
        },
        None => String::from_utf8(bytes).map_err(|_| damaged("its text is not UTF-8")),
    }
}

/// An element: the prefix of its namespace in [`NAMESPACES`], empty if it is none of those, and its name.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) space: &'static str,
    pub(super) name: String,
    attributes: Vec<(&'static str, String, String)>,
}

impl Element {
    /// The names by which it is matched.
    pub(super) fn is(&self) -> (&str, &str) {
        (self.space, &self.name)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, space: &str, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(in_space, named, _)| *in_space == space && named == name)
            .map(|(_, _, value)| value.as_str())
    }
}

/// What comes next in a file.
#[derive(Debug)]
pub(super) enum Event {
    Open(Element),
    Text(String),
    Close,
}

/// A file as it is read.
pub(super) struct Xml<'x> {
    reader: NsReader<&'x [u8]>,
    depth: usize,
}

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.resolver_mut().set_max_namespace_bindings(MAX_NAMESPACES);
        Self { reader, depth: 0 }
    }

    /// What comes next; nothing at the end.
    ///
    /// # Errors
    /// When the file is not well-formed, defines or declares anything, or is nested too deep.
    pub(super) fn next(&mut self) -> Result<Option<Event>, ExtractError> {
        loop {
            let event = self.reader.read_event().map_err(|error| damaged(error.to_string()))?;
            return Ok(Some(match event {
                Raw::Start(start) => {
                    self.depth += 1;
                    within("elements within each other", self.depth, MAX_DEPTH)?;
                    Event::Open(self.element(&start)?)
                }
                Raw::End(_) => {
                    self.depth -= 1;
                    Event::Close
                }
                Raw::Text(text) => Event::Text(text.xml10_content().into_owned()),
                Raw::CData(text) => Event::Text(text.xml10_content().into_owned()),
                Raw::GeneralRef(reference) => {
                    let character =
                        reference.resolve_char_ref().map_err(|error| damaged(error.to_string()))?;
                    let name = reference.xml10_content();
                    let predefined = resolve_predefined_entity(&name).map(str::to_owned);
                    let text = character.map(String::from).or(predefined);
                    Event::Text(text.ok_or_else(|| damaged(format!("it uses an entity, &{name};")))?)
                }
                Raw::DocType(_) => return Err(damaged("it has a document type definition")),
                Raw::Decl(declared) => match declared.encoding() {
                    Some(Ok(name)) if !name.to_ascii_lowercase().starts_with("utf-") => {
                        return Err(damaged(format!("its encoding is said to be {name}")));
                    }
                    _ => continue,
                },
                Raw::Eof if self.depth > 0 => return Err(damaged("it is cut off")),
                Raw::Eof => return Ok(None),
                Raw::Empty(_) | Raw::Comment(_) | Raw::PI(_) => continue,
            }));
        }
    }

    /// Whether a prefix that is in scope stands for a namespace that is read.
    pub(super) fn knows(&self, prefix: &str) -> bool {
        let name = format!("{prefix}:x");
        let prefix: Option<Prefix<'_>> = quick_xml::name::QName(&name).prefix();
        !space(&self.reader.resolver().resolve_prefix(prefix, true)).is_empty()
    }

    fn element(&self, start: &BytesStart<'_>) -> Result<Element, ExtractError> {
        let resolver = self.reader.resolver();
        let (in_space, name) = resolver.resolve_element(start.name());
        let mut element =
            Element { space: space(&in_space), name: name.as_ref().to_owned(), attributes: Vec::new() };
        let mut attributes = start.attributes();
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|error| damaged(error.to_string()))?;
            let (in_space, name) = resolver.resolve_attribute(attribute.key);
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| damaged(error.to_string()))?.into_owned();
            element.attributes.push((space(&in_space), name.as_ref().to_owned(), value));
        }
        Ok(element)
    }
}

fn space(found: &ResolveResult<'_>) -> &'static str {
    let ResolveResult::Bound(Namespace(uri)) = found else { return "" };
    NAMESPACES.iter().find(|(known, _)| known == uri).map_or("", |(_, prefix)| prefix)
}
