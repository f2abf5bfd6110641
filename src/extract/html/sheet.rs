//! Style sheets and style attributes: which declarations reach an element, and whether that is sure.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use cssparser::{Delimiter, ParseError, Parser, Token as Css};
use scraper::selector::{Parser as SelectorParser, Simple};
use scraper::{ElementRef, Html, Node, Selector};
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches,
};
use selectors::matching::matches_selector;
use selectors::parser::{Combinator, Component, ParseRelative, SelectorList};

use crate::extract::html::value::{Token, Value, expand, is_of_interest, tokens};

/// The most selectors that are kept, of those that may change what a reader sees.
const MAX_RULES: usize = 20_000;

/// The most work that goes into holding selectors against elements, in simple ones against outer elements.
const MAX_MATCHES: usize = 4_000_000;

/// The longest selector, in bytes, once what it is nested in is written out.
const LONGEST_SELECTOR: usize = 4_096;

/// The deepest nesting of rules.
const DEEPEST: usize = 16;

/// Behind how many elements beside each other no selector looks back for one of them.
const MAX_BESIDE: usize = 1_000;

/// A part of an element that a style sheet may dress, or add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pseudo {
    /// The element itself.
    None,
    /// What is added before its content.
    Before,
    /// What is added behind its content.
    After,
    /// The mark of an item of a list.
    Marker,
    /// Its first letter or its first line.
    First,
}

/// What wins over what, the last over the first: importance, the attribute over sheets, layers, specificity, order.
type Rank = (bool, bool, i64, u32, usize, usize);

/// One declaration that may reach an element.
#[derive(Clone, Debug)]
struct Reaching {
    name: Rc<str>,
    value: Rc<Value>,
    rank: Rank,
    sure: bool,
}

#[derive(Clone, Debug)]
struct Declaration {
    name: Rc<str>,
    value: Rc<Value>,
    important: bool,
    /// Whether every browser takes it.
    sure: bool,
}

struct Rule {
    selector: selectors::parser::Selector<Simple>,
    looks_back: bool,
    /// What it takes to hold it against an element.
    cost: usize,
    pseudo: Pseudo,
    declarations: Rc<Vec<Declaration>>,
    layer: i64,
    order: usize,
    /// Whether it applies to what it selects wherever the page is read.
    sure: bool,
}

/// The style sheets of a page.
#[derive(Default)]
pub(super) struct Sheets {
    rules: Vec<Rule>,
    by_key: HashMap<String, Vec<usize>>,
    everywhere: Vec<usize>,
    layers: Vec<String>,
    /// What `@property` says of custom properties.
    initial: Vec<(String, Value)>,
    /// The counter styles that the page defines.
    pub(super) counters: HashSet<String>,
    /// How many style sheets lie elsewhere.
    pub(super) unread: usize,
    /// Whether more is said than is read.
    left_out: bool,
    matches: usize,
    caches: SelectorCaches,
}

/// What encloses a rule.
#[derive(Clone)]
struct Within {
    selectors: Option<String>,
    layer: i64,
    layer_name: String,
    sure: bool,
    depth: usize,
}

impl Sheets {
    /// The style sheets that a page holds, in their order.
    pub(super) fn of(page: &Html) -> Self {
        let mut sheets = Self::default();
        let Ok(selector) = Selector::parse("style, link") else { return sheets };
        for element in page.select(&selector) {
            let is_template = |node: ego_tree::NodeRef<'_, Node>| {
                node.value().as_element().is_some_and(|element| element.name() == "template")
            };
            if element.ancestors().any(is_template) {
                continue;
            }
            let media = element.attr("media").unwrap_or_default().trim().to_ascii_lowercase();
            let kind = element.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
            let sure = matches!(media.as_str(), "" | "all") && element.attr("disabled").is_none();
            if !matches!(kind.as_str(), "" | "text/css") {
                continue;
            }
            if element.value().name() == "style" {
                sheets.read(&element.text().collect::<String>(), sure);
                continue;
            }
            let rel = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
            let mut rel = rel.split_ascii_whitespace();
            if rel.clone().any(|word| word == "stylesheet") {
                let sure = sure && !rel.any(|word| word == "alternate");
                sheets.linked(element.attr("href").unwrap_or_default(), sure);
            }
        }
        sheets
    }

    /// A style sheet of its own, as of a shadow tree.
    fn read(&mut self, css: &str, sure: bool) {
        let layer_name = String::new();
        let within = Within { selectors: None, layer: i64::MAX, layer_name, sure, depth: 0 };
        self.rules(&mut Parser::new(css), &within);
    }

    /// A style sheet under an address: one in the address itself is read.
    fn linked(&mut self, address: &str, sure: bool) {
        match data_of(address) {
            Some(css) => self.read(&css, sure),
            None => self.unread += 1,
        }
    }

    /// Rules, and within a rule its declarations too.
    fn rules(&mut self, input: &mut Parser<'_>, within: &Within) {
        let mut declarations = Vec::new();
        loop {
            input.skip_whitespace();
            let start = input.state();
            let (is_at, is_over) = match input.next() {
                Ok(Css::AtKeyword(_)) => (true, false),
                Ok(Css::Semicolon | Css::CDO | Css::CDC) => continue,
                Ok(_) => (false, false),
                Err(_) => (false, true),
            };
            if is_over {
                break;
            }
            input.reset(&start);
            // outside of rules only a block ends what is no at-rule
            let ends = if is_at || within.selectors.is_some() {
                Delimiter::Semicolon | Delimiter::CurlyBracketBlock
            } else {
                Delimiter::CurlyBracketBlock
            };
            let prelude = input.parse_until_before(ends, |input| {
                let start = input.position();
                while input.next_including_whitespace_and_comments().is_ok() {}
                Ok::<_, ParseError<()>>(input.slice_from(start))
            });
            let prelude = prelude.unwrap_or_default();
            let has_block = matches!(input.next(), Ok(Css::CurlyBracketBlock));
            if has_block {
                let _ = input.parse_nested_block(|input| {
                    self.block(prelude, input, within);
                    Ok::<_, ParseError<()>>(())
                });
            } else if is_at {
                self.statement(prelude, within);
            } else if within.selectors.is_some() {
                declarations.extend(declaration(prelude));
            }
        }
        if let Some(selectors) = within.selectors.as_ref().filter(|_| !declarations.is_empty()) {
            self.keep(selectors, declarations, within);
        }
    }

    /// A block with what stands before it.
    fn block(&mut self, prelude: &str, input: &mut Parser<'_>, within: &Within) {
        if within.depth >= DEEPEST {
            self.left_out = true;
            return;
        }
        let mut inner = Within { depth: within.depth + 1, ..within.clone() };
        let Some((name, condition)) = at_rule(prelude) else {
            inner.selectors = nested(within.selectors.as_deref(), prelude);
            if inner.selectors.as_ref().is_none_or(|selectors| selectors.len() > LONGEST_SELECTOR) {
                self.left_out |= inner.selectors.is_some();
                return;
            }
            return self.rules(input, &inner);
        };
        match name.as_str() {
            "media" => inner.sure &= matches!(condition.trim(), "" | "all"),
            "supports" | "container" | "scope" | "document" | "-moz-document" => inner.sure = false,
            "layer" => {
                let own = match condition.trim() {
                    "" => format!("{} {}", within.layer_name, self.layers.len()),
                    own => format!("{}.{own}", within.layer_name),
                };
                inner.layer = self.layer(&own);
                inner.layer_name = own;
            }
            "counter-style" => {
                self.counters.insert(condition.trim().to_owned());
                return;
            }
            "property" => {
                while let Ok(token) = input.next().cloned() {
                    let is_initial = matches!(&token, Css::Ident(name) if &**name == "initial-value");
                    if is_initial && input.expect_colon().is_ok() {
                        let value = input.parse_until_before(Delimiter::Semicolon, |input| {
                            Ok::<_, ParseError<()>>(tokens(input))
                        });
                        self.initial.push((condition.trim().to_owned(), value.unwrap_or_default()));
                    }
                }
                return;
            }
            _ => return,
        }
        self.rules(input, &inner);
    }

    /// An at-rule without a block.
    fn statement(&mut self, prelude: &str, within: &Within) {
        let Some((name, rest)) = at_rule(prelude) else { return };
        match name.as_str() {
            "layer" => {
                for name in rest.split(',') {
                    self.layer(&format!("{}.{}", within.layer_name, name.trim()));
                }
            }
            "import" => {
                let mut input = Parser::new(&rest);
                let address = match input.next() {
                    Ok(Css::QuotedString(address) | Css::UnquotedUrl(address)) => address.to_string(),
                    Ok(Css::Function(_)) => input
                        .parse_nested_block(|input| {
                            Ok::<_, ParseError<()>>(
                                input.expect_string().map_or(String::new(), |s| s.to_string()),
                            )
                        })
                        .unwrap_or_default(),
                    _ => return,
                };
                // where an import stands, and under which condition, is not looked into
                self.linked(&address, false);
            }
            _ => {}
        }
    }

    fn layer(&mut self, name: &str) -> i64 {
        let at = self.layers.iter().position(|own| own == name).unwrap_or_else(|| {
            self.layers.push(name.to_owned());
            self.layers.len() - 1
        });
        i64::try_from(at).unwrap_or(i64::MAX)
    }

    /// Keeps a rule for each of its selectors.
    fn keep(&mut self, selectors: &str, declarations: Vec<Declaration>, within: &Within) {
        let declarations = Rc::new(declarations);
        let read: Option<Vec<Written>> = split(selectors).iter().map(|one| Written::of(one)).collect();
        // one selector that no browser knows voids the rule
        let Some(read) = read else { return };
        let all_sure = within.sure && read.iter().all(|one| one.is_common);
        for written in read {
            let Some(pseudo) = written.pseudo else { continue };
            if self.rules.len() >= MAX_RULES {
                self.left_out = true;
                return;
            }
            let list =
                SelectorList::parse(&SelectorParser, &mut Parser::new(&written.text), ParseRelative::No);
            let Some(selector) = list.ok().and_then(|list| list.slice().first().cloned()) else { return };
            let order = self.rules.len();
            match key_of(&selector) {
                Some(key) => self.by_key.entry(key).or_default().push(order),
                None => self.everywhere.push(order),
            }
            let looks_back = selector
                .iter_raw_match_order()
                .any(|component| matches!(component, Component::Combinator(Combinator::LaterSibling)))
                || written.text.contains('~');
            self.rules.push(Rule {
                selector,
                looks_back,
                cost: 1 + written.text.len() / 64,
                pseudo,
                declarations: Rc::clone(&declarations),
                layer: within.layer,
                order,
                sure: all_sure && written.is_sure,
            });
        }
    }

    /// What is declared for an element and its parts: by its attribute, and by rules. `beside` elements stand before it in
    /// its own element, `depth` hold it; `vars` are the custom properties around it.
    pub(super) fn styles(
        &mut self,
        element: ElementRef<'_>,
        (beside, depth): (usize, usize),
        vars: &Option<Rc<Vars>>,
    ) -> Styles {
        let mut found: Vec<(Pseudo, Reaching)> = Vec::new();
        if let Some(style) = element.attr("style") {
            for (order, one) in attribute(style).into_iter().enumerate() {
                let rank = (one.important, true, 0, 0, 0, order);
                found.push((
                    Pseudo::None,
                    Reaching { name: one.name, value: one.value, rank, sure: one.sure },
                ));
            }
        }
        let mut candidates: Vec<usize> = self.everywhere.clone();
        if !self.by_key.is_empty() {
            let value = element.value();
            let keys = std::iter::once(value.name().to_ascii_lowercase())
                .chain(value.id().map(|id| format!("#{id}")))
                .chain(value.classes().map(|class| format!(".{class}")));
            candidates.extend(keys.filter_map(|key| self.by_key.get(&key)).flatten());
        }
        for at in candidates {
            let Some(rule) = self.rules.get(at) else { continue };
            self.matches += rule.cost * (1 + depth / 16);
            if self.matches > MAX_MATCHES {
                self.left_out = true;
                break;
            }
            let too_far = rule.looks_back && beside > MAX_BESIDE;
            if !too_far && !matches(rule, &element, &mut self.caches) {
                continue;
            }
            let specificity = rule.selector.specificity();
            for (place, one) in rule.declarations.iter().enumerate() {
                let layer = if one.important { -rule.layer } else { rule.layer };
                let rank = (one.important, false, layer, specificity, rule.order, place);
                let sure = rule.sure && one.sure && !too_far;
                let (name, value) = (Rc::clone(&one.name), Rc::clone(&one.value));
                found.push((rule.pseudo, Reaching { name, value, rank, sure }));
            }
        }
        found.sort_by_key(|(_, one)| Reverse(one.rank));
        let own = found.iter().filter(|(pseudo, _)| *pseudo == Pseudo::None).map(|(_, one)| one);
        let vars = Vars::under(vars, own);
        let mut styles = Styles { parts: HashMap::new(), vars, left_out: self.left_out };
        for (pseudo, one) in found {
            let part = styles.parts.entry(pseudo).or_default();
            if !has_var(&one.value) {
                part.push(one.name, one.value, one.sure);
                continue;
            }
            let (value, sure) = self.substituted(&one.value, styles.vars.as_ref());
            for (name, value, valid) in expand(&one.name, &value) {
                part.push(name.into(), Rc::new(value), sure && one.sure && valid);
            }
        }
        styles
    }

    /// A value with its custom properties put in, and whether they are sure. Of what nothing here defines, the word is left.
    fn substituted(&self, value: &Value, vars: Option<&Rc<Vars>>) -> (Value, bool) {
        const MOST: usize = 256;
        let mut sure = true;
        let mut open = value.clone();
        for _ in 0..4 {
            if !has_var(&open) || open.len() > MOST {
                break;
            }
            let mut next = Vec::new();
            for token in open {
                let Token::Function(name, inner) = &token else {
                    next.push(token);
                    continue;
                };
                let Some(Token::Word(var)) = inner.first().filter(|_| name == "var") else {
                    let (inner, inner_sure) =
                        if has_var(inner) { self.substituted(inner, vars) } else { (inner.clone(), true) };
                    sure &= inner_sure;
                    next.push(Token::Function(name.clone(), inner));
                    continue;
                };
                let known = Vars::find(vars, var);
                let initial =
                    || self.initial.iter().find(|(own, _)| own == var).map(|(_, value)| (value, true));
                match known.or_else(initial) {
                    Some((value, known_sure)) => {
                        sure &= known_sure;
                        next.extend(value.iter().cloned());
                    }
                    None => next.extend(inner.get(2..).unwrap_or_default().iter().cloned()),
                }
            }
            open = next;
        }
        (open, sure)
    }
}

fn matches(rule: &Rule, element: &ElementRef<'_>, caches: &mut SelectorCaches) -> bool {
    let mut context = MatchingContext::new(
        MatchingMode::Normal,
        None,
        caches,
        QuirksMode::NoQuirks,
        NeedsSelectorFlags::No,
        MatchingForInvalidation::No,
    );
    matches_selector(&rule.selector, 0, None, element, &mut context)
}

/// What the last part of a selector asks for, if that rules most elements out.
fn key_of(selector: &selectors::parser::Selector<Simple>) -> Option<String> {
    let (mut class, mut name) = (None, None);
    for component in selector.iter() {
        match component {
            Component::ID(id) => return Some(format!("#{}", &*id.0)),
            Component::Class(own) => class = Some(format!(".{}", &*own.0)),
            Component::LocalName(own) => name = Some(own.lower_name.0.to_string()),
            _ => {}
        }
    }
    class.or(name)
}

/// A selector as this reader can take it.
struct Written {
    text: String,
    /// None of parts that are no part of a text.
    pseudo: Option<Pseudo>,
    /// Whether what it asks for can be told from a page at rest.
    is_sure: bool,
    /// Whether all browsers know it.
    is_common: bool,
}

impl Written {
    /// `selector` without the classes that depend on what a reader does, which match nothing; those that cannot be told
    /// match everything, and are not sure.
    fn of(selector: &str) -> Option<Self> {
        const NEVER: &str = ":not([x],*)";
        const PERHAPS: &str = ":is([x],*)";
        let mut written =
            Self { text: String::new(), pseudo: Some(Pseudo::None), is_sure: true, is_common: true };
        let mut input = Parser::new(selector);
        let mut colons = 0;
        loop {
            let start = input.position();
            let Ok(token) = input.next_including_whitespace_and_comments().cloned() else { break };
            if token == Css::Colon {
                colons += 1;
                continue;
            }
            let (name, is_function) = match &token {
                Css::Ident(name) if colons > 0 => (name.to_ascii_lowercase(), false),
                Css::Function(name) if colons > 0 => (name.to_ascii_lowercase(), true),
                Css::Comment(_) => {
                    continue;
                }
                _ => {
                    let inner = matches!(
                        token,
                        Css::Function(_)
                            | Css::SquareBracketBlock
                            | Css::ParenthesisBlock
                            | Css::CurlyBracketBlock
                    );
                    if inner {
                        let _ = input.parse_nested_block(|input| {
                            while input.next().is_ok() {}
                            Ok::<_, ParseError<()>>(())
                        });
                    }
                    written.text.push_str(input.slice_from(start));
                    continue;
                }
            };
            let inner = if is_function {
                let inner = input.parse_nested_block(|input| {
                    let start = input.position();
                    while input.next().is_ok() {}
                    Ok::<_, ParseError<()>>(input.slice_from(start))
                });
                inner.unwrap_or_default()
            } else {
                ""
            };
            let is_element =
                colons > 1 || matches!(name.as_str(), "before" | "after" | "first-letter" | "first-line");
            colons = 0;
            if is_element {
                written.is_common &= !name.starts_with('-');
                written.pseudo = match name.as_str() {
                    "before" => Some(Pseudo::Before),
                    "after" => Some(Pseudo::After),
                    "marker" => Some(Pseudo::Marker),
                    "first-letter" | "first-line" => Some(Pseudo::First),
                    _ => None,
                };
                continue;
            }
            match name.as_str() {
                "hover" | "focus" | "active" | "visited" | "focus-within" | "focus-visible" | "target"
                | "target-within" | "fullscreen" | "modal" | "user-invalid" | "user-valid" | "autofill"
                | "current" | "past" | "future" | "playing" | "popover-open" => written.text.push_str(NEVER),
                "link" | "any-link" => written.text.push_str(":is([href])"),
                "root" | "empty" | "first-child" | "last-child" | "only-child" | "first-of-type"
                | "last-of-type" | "only-of-type" => {
                    written.text.push(':');
                    written.text.push_str(&name);
                }
                "scope" => written.text.push_str(":root"),
                // those that count from the end would look at every element for every other one
                "nth-child" | "nth-of-type" if !inner.contains(" of ") => {
                    written.text.push_str(&format!(":{name}({inner})"));
                }
                "not" | "is" | "where" | "matches" | "-webkit-any" | "-moz-any" => {
                    let all: Option<Vec<Self>> = split(inner).iter().map(|one| Self::of(one)).collect();
                    let all = all.unwrap_or_default();
                    if all.is_empty()
                        || all.iter().any(|one| !one.is_sure || one.pseudo != Some(Pseudo::None))
                    {
                        written.is_sure = false;
                        written.text.push_str(PERHAPS);
                    } else {
                        let list: Vec<String> = all.into_iter().map(|one| one.text).collect();
                        let name = if matches!(name.as_str(), "not" | "where") { &name } else { "is" };
                        written.text.push_str(&format!(":{name}({})", list.join(",")));
                    }
                }
                _ => {
                    written.is_sure = false;
                    written.is_common &= !name.starts_with('-');
                    written.text.push_str(PERHAPS);
                }
            }
        }
        let text = written.text.trim();
        let is_open = text.is_empty() || text.ends_with(['>', '+', '~']);
        written.text = if is_open && written.pseudo != Some(Pseudo::None) {
            format!("{text} *")
        } else {
            text.to_owned()
        };
        (!written.text.is_empty()).then_some(written)
    }
}

/// The selectors of a list.
fn split(list: &str) -> Vec<String> {
    let mut input = Parser::new(list);
    let all = input.parse_comma_separated(|input| {
        let start = input.position();
        while input.next_including_whitespace_and_comments().is_ok() {}
        Ok::<_, ParseError<()>>(input.slice_from(start).trim().to_owned())
    });
    all.unwrap_or_default()
}

/// The selectors of a rule within a rule, written out.
fn nested(outer: Option<&str>, selectors: &str) -> Option<String> {
    let Some(outer) = outer else { return Some(selectors.to_owned()) };
    let each = split(selectors).into_iter().map(|one| {
        let around = format!(":is({outer})");
        if one.contains('&') { one.replace('&', &around) } else { format!("{around} {one}") }
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| each.join(","))
}

/// The name of an at-rule in lower case, and what stands behind it without comments.
fn at_rule(prelude: &str) -> Option<(String, String)> {
    let mut input = Parser::new(prelude);
    let Ok(Css::AtKeyword(name)) = input.next().cloned() else { return None };
    let mut rest = String::new();
    loop {
        let start = input.position();
        match input.next_including_whitespace_and_comments() {
            Ok(Css::Comment(_)) => {}
            Ok(Css::Function(_) | Css::ParenthesisBlock) => {
                let _ = input.parse_nested_block(|input| {
                    while input.next().is_ok() {}
                    Ok::<_, ParseError<()>>(())
                });
                rest.push_str(input.slice_from(start));
            }
            Ok(_) => rest.push_str(input.slice_from(start)),
            Err(_) => break,
        }
    }
    Some((name.to_ascii_lowercase(), rest))
}

/// The longhands of one declaration, `name: value`.
fn declaration(text: &str) -> Vec<Declaration> {
    let mut input = Parser::new(text);
    let Ok(name) = input.expect_ident_cloned() else { return Vec::new() };
    if input.expect_colon().is_err() {
        return Vec::new();
    }
    let name = if name.starts_with("--") { name.to_string() } else { name.to_ascii_lowercase() };
    if !is_of_interest(&name) {
        return Vec::new();
    }
    let mut value = tokens(&mut input);
    let important = match value.as_slice() {
        [.., Token::Sign('!'), Token::Word(word)] => word == "important",
        _ => false,
    };
    if important {
        value.truncate(value.len().saturating_sub(2));
    }
    if name.starts_with("--") || has_var(&value) {
        return vec![Declaration { name: name.into(), value: Rc::new(value), important, sure: true }];
    }
    let longhands = expand(&name, &value).into_iter();
    longhands
        .map(|(name, value, sure)| Declaration { name: name.into(), value: Rc::new(value), important, sure })
        .collect()
}

/// The declarations of a style attribute.
fn attribute(style: &str) -> Vec<Declaration> {
    let mut input = Parser::new(style);
    let mut all = Vec::new();
    while !input.is_exhausted() {
        let one = input.parse_until_after(Delimiter::Semicolon, |input| {
            let start = input.position();
            while input.next_including_whitespace_and_comments().is_ok() {}
            Ok::<_, ParseError<()>>(input.slice_from(start))
        });
        all.extend(declaration(one.unwrap_or_default()));
    }
    all
}

fn has_var(value: &Value) -> bool {
    value.iter().any(|token| match token {
        Token::Function(name, inner) => name == "var" || has_var(inner),
        _ => false,
    })
}

/// What an address holds, if it is a style sheet written out.
fn data_of(address: &str) -> Option<String> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':')?;
    let (kind, data) = rest.split_once(',').filter(|_| scheme.eq_ignore_ascii_case("data"))?;
    let mut bytes = Vec::new();
    let mut encoded = data.bytes();
    while let Some(byte) = encoded.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match byte {
            b'%' => {
                let (high, low) = (digit(encoded.next()), digit(encoded.next()));
                bytes.push(u8::try_from(16 * high.unwrap_or(0) + low.unwrap_or(0)).unwrap_or(b'?'));
            }
            _ => bytes.push(byte),
        }
    }
    if kind.to_ascii_lowercase().ends_with(";base64") {
        bytes.retain(|byte| !byte.is_ascii_whitespace());
        use base64::Engine as _;
        bytes = base64::engine::general_purpose::STANDARD.decode(&bytes).ok()?;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Custom properties, those of an element before those of the elements that hold it.
pub(super) struct Vars {
    own: Vec<(Rc<str>, Rc<Value>, bool)>,
    outer: Option<Rc<Vars>>,
}

impl Vars {
    fn under<'r>(outer: &Option<Rc<Self>>, all: impl Iterator<Item = &'r Reaching>) -> Option<Rc<Self>> {
        let own = all.filter(|one| one.name.starts_with("--"));
        let own: Vec<_> = own.map(|one| (Rc::clone(&one.name), Rc::clone(&one.value), one.sure)).collect();
        if own.is_empty() { outer.clone() } else { Some(Rc::new(Self { own, outer: outer.clone() })) }
    }

    fn find<'v>(vars: Option<&'v Rc<Self>>, name: &str) -> Option<(&'v Value, bool)> {
        let mut next = vars;
        while let Some(vars) = next {
            if let Some((_, value, sure)) = vars.own.iter().find(|(own, ..)| **own == *name) {
                return Some((value, *sure));
            }
            next = vars.outer.as_ref();
        }
        None
    }
}

/// What is declared for an element and its parts.
pub(super) struct Styles {
    parts: HashMap<Pseudo, Style>,
    /// The custom properties in force within it.
    pub(super) vars: Option<Rc<Vars>>,
    /// Whether rules were left out that might have reached it.
    pub(super) left_out: bool,
}

impl Styles {
    /// What is declared for one of them; none if nothing is.
    pub(super) fn part(&self, pseudo: Pseudo) -> Option<&Style> {
        self.parts.get(&pseudo)
    }
}

/// The values that each property may have, those that win first.
#[derive(Clone, Default)]
pub(super) struct Style {
    values: Vec<(Rc<str>, Rc<Value>, bool)>,
}

impl Style {
    /// Whether nothing is declared.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn push(&mut self, name: Rc<str>, value: Rc<Value>, sure: bool) {
        self.values.push((name, value, sure));
    }

    /// What an attribute or a browser says, which gives way to all else.
    pub(super) fn otherwise(&mut self, name: &str, value: Value) {
        self.push(name.into(), Rc::new(value), true);
    }

    /// The values that `name` may have, and whether it may have none of them.
    pub(super) fn possible(&self, name: &str) -> (Vec<&Value>, bool) {
        let mut values = Vec::new();
        for (own, value, sure) in &self.values {
            if **own == *"all" {
                return (values, true);
            }
            if **own == *name {
                values.push(&**value);
                if *sure {
                    return (values, false);
                }
            }
        }
        (values, true)
    }

    /// Whether anything is declared for it.
    pub(super) fn says(&self, name: &str) -> bool {
        self.values.iter().any(|(own, ..)| **own == *name)
    }

    /// Its value, if that is sure.
    pub(super) fn sure(&self, name: &str) -> Option<&Value> {
        match self.possible(name) {
            (values, false) => match values.as_slice() {
                [value] => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value that a usual browser most likely takes.
    pub(super) fn likely(&self, name: &str) -> Option<&Value> {
        self.sure(name).or_else(|| self.possible(name).0.last().copied())
    }

    /// Whether a property may have a value that `harms`, and if so whether it must.
    pub(super) fn harm(&self, name: &str, harms: impl Fn(&Value) -> bool) -> Harm {
        let (values, or_none) = self.possible(name);
        let harmful = values.iter().filter(|value| harms(value)).count();
        match () {
            () if harmful == 0 => Harm::No,
            () if harmful == values.len() && !or_none => Harm::Sure,
            () => Harm::Perhaps,
        }
    }
}

/// Whether a style does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Harm {
    /// It does not.
    No,
    /// It may.
    Perhaps,
    /// It does, wherever the page is read.
    Sure,
}
