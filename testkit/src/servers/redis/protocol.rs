//! So much of the protocol of Redis as a test's administrator needs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A text or a number.
    Text(String),
    /// An error with its words.
    Error(String),
    /// Nothing.
    Nil,
    /// Several replies.
    List(Vec<Reply>),
}

impl Reply {
    /// The text.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => panic!("not a text: {other:?}"),
        }
    }

    /// Everything that it says.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Nil => String::new(),
            Self::List(replies) => replies.iter().map(Self::words).collect::<Vec<_>>().join(" "),
        }
    }
}

/// A server that changes its role closes its connections, and answers the next one.
const ATTEMPTS: usize = 5;

pub(super) fn ask(port: u16, words: &[&str]) -> Reply {
    let reply = (0..ATTEMPTS).find_map(|_| ask_once(port, words));
    reply.unwrap_or_else(|| panic!("the server at port {port} closes every connection"))
}

/// The reply, unless the server closes the connection.
fn ask_once(port: u16, words: &[&str]) -> Option<Reply> {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    let mut command = format!("*{}\r\n", words.len());
    for word in words {
        command.push_str(&format!("${}\r\n{word}\r\n", word.len()));
    }
    connection.write_all(command.as_bytes()).ok()?;
    let mut reply = BufReader::new(connection);
    let is_there = reply.fill_buf().is_ok_and(|bytes| !bytes.is_empty());
    is_there.then(|| read(&mut reply))
}

fn read(from: &mut BufReader<TcpStream>) -> Reply {
    let mut line = String::new();
    from.read_line(&mut line).expect("a reply");
    let (kind, rest) = line.trim_end().split_at(1);
    let number = || rest.parse::<i64>().expect("a number");
    match kind {
        "+" | ":" => Reply::Text(rest.to_owned()),
        "-" => Reply::Error(rest.to_owned()),
        "$" => match usize::try_from(number()) {
            Ok(length) => {
                let mut bytes = vec![0; length + 2];
                from.read_exact(&mut bytes).expect("the whole reply");
                bytes.truncate(length);
                Reply::Text(String::from_utf8(bytes).expect("text"))
            }
            Err(_) => Reply::Nil,
        },
        "*" => usize::try_from(number())
            .map_or(Reply::Nil, |length| Reply::List((0..length).map(|_| read(from)).collect())),
        other => panic!("no reply begins with {other:?}"),
    }
}
