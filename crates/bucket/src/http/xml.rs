//! The little XML that S3 speaks: written by hand, read with quick-xml into a small tree.

use bytes::Bytes;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::body::ObjectBody;

/// A document being written.
#[derive(Debug)]
pub(super) struct Xml(String);

impl Xml {
    pub(super) fn document() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// A document whose root is in S3's namespace.
    pub(super) fn rooted(root: &str, content: impl FnOnce(&mut Self)) -> Self {
        let mut xml = Self::document();
        xml.0.push_str(&format!("<{root} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"));
        content(&mut xml);
        xml.0.push_str(&format!("</{root}>"));
        xml
    }

    pub(super) fn nested(&mut self, name: &str, content: impl FnOnce(&mut Self)) -> &mut Self {
        self.0.push_str(&format!("<{name}>"));
        content(self);
        self.0.push_str(&format!("</{name}>"));
        self
    }

    pub(super) fn text(&mut self, name: &str, text: &str) -> &mut Self {
        self.nested(name, |xml| xml.push(text))
    }

    pub(super) fn optional(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.text(name, text);
        }
        self
    }

    /// Text inside the element that is open.
    pub(super) fn push(&mut self, text: &str) {
        text.chars().for_each(|c| self.push_escaped(c));
    }

    fn push_escaped(&mut self, c: char) {
        match c {
            '&' => self.0.push_str("&amp;"),
            '<' => self.0.push_str("&lt;"),
            '>' => self.0.push_str("&gt;"),
            '"' => self.0.push_str("&quot;"),
            // A key may hold them; XML 1.0 has no lawful form for most, and S3 writes them like this too.
            c if c.is_ascii_control() => self.0.push_str(&format!("&#x{:x};", u32::from(c))),
            c => self.0.push(c),
        }
    }
}

impl From<Xml> for ObjectBody {
    fn from(xml: Xml) -> Self {
        Bytes::from(xml.0).into()
    }
}

/// An element that was read, with the text directly in it. Attributes and namespaces carry nothing S3 cares about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) children: Vec<Self>,
}

/// The deepest nesting of any S3 request is three.
const MAX_DEPTH: usize = 8;

impl Element {
    /// Reads a document; `None` when it is not well-formed.
    pub(super) fn parse(document: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(document).ok()?);
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) if root.is_none() && open.len() < MAX_DEPTH => {
                    open.push(Self::named(start.local_name().as_ref()));
                }
                Event::Empty(empty) if root.is_none() && open.len() < MAX_DEPTH => {
                    attach(Self::named(empty.local_name().as_ref()), &mut open, &mut root);
                }
                Event::Start(_) | Event::Empty(_) => return None,
                Event::End(_) => attach(open.pop()?, &mut open, &mut root),
                Event::Text(text) => push(&mut open, &text.xml10_content())?,
                Event::CData(text) => push(&mut open, &text.xml10_content())?,
                Event::GeneralRef(entity) => {
                    let c = match entity.resolve_char_ref().ok()? {
                        Some(c) => c,
                        None => named_entity(&entity.xml10_content())?,
                    };
                    push(&mut open, c.encode_utf8(&mut [0; 4]))?;
                }
                Event::Eof => return root.filter(|_| open.is_empty()),
                // No request needs a document type, and leaving it out leaves out entities of the sender's own.
                Event::DocType(_) => return None,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim())
    }

    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

fn attach(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

/// Adds text to the innermost element; between elements of the top level only white space is lawful.
fn push(open: &mut [Element], text: &str) -> Option<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return None,
    }
    Some(())
}

fn named_entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_clients_send() {
        let text = "<?xml version='1.0'?>\n<a:Delete xmlns:a=\"x\"><Object><Key> a&amp;&#x62;<![CDATA[<]]></Key></Object>\
                    <Quiet/></a:Delete>\n";
        let root = Element::parse(text.as_bytes()).unwrap();
        assert_eq!(root.name, "Delete");
        assert_eq!(root.child("Object").unwrap().child("Key").unwrap().text, " a&b<");
        assert_eq!(root.child_text("Quiet"), Some(""));
        assert_eq!(root.child_text("Missing"), None);
    }

    #[test]
    fn refuses_what_is_not_well_formed() {
        let deep = format!("{}{}", "<a>".repeat(9), "</a>".repeat(9));
        for bad in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "</a>",
            "<a>&nope;</a>",
            "<a>&#x0</a>",
            "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>",
            &deep,
        ] {
            assert_eq!(Element::parse(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(Element::parse(b"<a>\xff</a>"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(text in "[^\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}]{0,40}") {
            let xml = Xml::rooted("R", |xml| { xml.text("T", &text); });
            let root = Element::parse(xml.0.as_bytes()).unwrap();
            prop_assert_eq!(&root.child("T").unwrap().text, &text);
        }

        #[test]
        fn no_input_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[<>/a&;#x!\\[\\]\" ]{0,60}") {
            let _ = Element::parse(&bytes);
            let _ = Element::parse(text.as_bytes());
        }
    }
}
