//! A small HTTP/1.1 client with connections that are kept. It shares the machine with the server that it loads, so it does no
//! more than it must: a request is a row of bytes made beforehand, an answer is read in place.

use std::{
    io::{self, ErrorKind, Write},
    net::SocketAddr,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The host that every request names, wherever it is sent: servers of trials go by [`ORIGIN`].
pub const HOST: &str = "synaq.test";
/// What servers of trials are asked for.
pub const ORIGIN: &str = "http://synaq.test";

/// What is read at once, and the least that is kept free for it: bytes.
const READ: usize = 16 * 1024;

/// A connection; one request at a time.
pub struct Connection {
    stream: TcpStream,
    /// The bytes of the answer under way are the first `filled`.
    buffer: Vec<u8>,
    filled: usize,
    unchunked: Vec<u8>,
}

/// An answer; it lies in its connection until the next request.
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    head: &'a [u8],
    /// The body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// The values of a header.
    pub fn headers<'n>(&self, name: &'n str) -> impl Iterator<Item = &str> + use<'_, 'n> {
        fields(self.head)
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name.as_bytes()))
            .filter_map(|(_, v)| str::from_utf8(v).ok())
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// The value of a cookie that is set, with its name before it: as it is sent back.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let pairs = self.headers("set-cookie").filter_map(|cookie| cookie.split(';').next());
        pairs.into_iter().find(|pair| pair.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
    }
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn open(to: SocketAddr) -> io::Result<Self> {
        Self::over(TcpStream::connect(to).await?)
    }

    /// Over a stream that is connected.
    ///
    /// # Errors
    /// When it is not any more.
    pub fn over(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new(), filled: 0, unchunked: Vec::new() })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When the connection ends, or what comes is no answer.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        let head = self.ask_head(request).await?;
        let whole = match head.body {
            Body::Sized(length) => {
                let whole = head.length + length;
                while self.filled < whole {
                    self.read_more(whole).await?;
                }
                whole
            }
            Body::Chunked => loop {
                if let Some(length) = unchunk(&self.buffer[head.length..self.filled], &mut self.unchunked)? {
                    break head.length + length;
                }
                self.read_more(0).await?;
            },
        };
        if whole != self.filled {
            return Err(malformed("more than one answer"));
        }
        let body = match head.body {
            Body::Sized(_) => &self.buffer[head.length..whole],
            Body::Chunked => &self.unchunked,
        };
        Ok(Answer { status: head.status, head: &self.buffer[..head.length], body })
    }

    /// Sends a request and reads no further than to the status of an answer that doesn't end: a stream of events.
    ///
    /// # Errors
    /// When the connection ends, or what comes is no answer.
    pub async fn listen(&mut self, request: &[u8]) -> io::Result<u16> {
        Ok(self.ask_head(request).await?.status)
    }

    async fn ask_head(&mut self, request: &[u8]) -> io::Result<Head> {
        self.filled = 0;
        self.stream.write_all(request).await?;
        loop {
            self.read_more(0).await?;
            if let Some(head) = read_head(&self.buffer[..self.filled])? {
                return Ok(head);
            }
        }
    }

    async fn read_more(&mut self, expected: usize) -> io::Result<()> {
        let room = expected.max(self.filled + READ);
        if self.buffer.len() < room {
            self.buffer.resize(room, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..]).await? {
            0 => Err(io::Error::new(ErrorKind::UnexpectedEof, "the server ended the connection")),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

/// The head of an answer.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// To the end of the empty line: bytes.
    length: usize,
    body: Body,
}

#[derive(Debug, PartialEq, Eq)]
enum Body {
    Sized(usize),
    Chunked,
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("not an answer of HTTP/1.1: {what}"))
}

/// Reads a head; none as long as it isn't whole.
fn read_head(bytes: &[u8]) -> io::Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = &bytes[..end + 4];
    let status =
        head.strip_prefix(b"HTTP/1.1 ").and_then(|rest| number(rest.get(..3)?, 10)).ok_or_else(|| malformed("no status"))?;
    let status = u16::try_from(status).map_err(|_| malformed("no status"))?;
    let mut body = None;
    for (name, value) in fields(head) {
        if name.eq_ignore_ascii_case(b"content-length") {
            body = Some(Body::Sized(number(value, 10).ok_or_else(|| malformed("content-length"))?));
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            body = Some(if value.eq_ignore_ascii_case(b"chunked") {
                Body::Chunked
            } else {
                return Err(malformed("transfer-encoding"));
            });
        }
    }
    let body = match body {
        Some(body) => body,
        None if status == 204 || status == 304 => Body::Sized(0),
        None => return Err(malformed("a body without an end")),
    };
    Ok(Some(Head { status, length: end + 4, body }))
}

/// Name and value of each field of a head.
fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    head.split(|&byte| byte == b'\n').skip(1).filter_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        Some((&line[..colon], line[colon + 1..].trim_ascii()))
    })
}

fn number(digits: &[u8], base: u32) -> Option<usize> {
    // `from_str_radix` would take a sign.
    digits.first().filter(|first| first.is_ascii_hexdigit())?;
    usize::from_str_radix(str::from_utf8(digits).ok()?, base).ok()
}

/// Puts the chunks of a whole body together, and tells how many bytes it took; none as long as it isn't whole.
fn unchunk(mut bytes: &[u8], body: &mut Vec<u8>) -> io::Result<Option<usize>> {
    let whole = bytes.len();
    body.clear();
    loop {
        let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") else { return Ok(None) };
        let digits = bytes[..end].split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
        let size = number(digits, 16).ok_or_else(|| malformed("the size of a chunk"))?;
        let rest = &bytes[end + 2..];
        let Some(after) = rest.get(size..size + 2) else { return Ok(None) };
        if after != b"\r\n" {
            // Trailing fields, which nobody here sends, end up here as well.
            return Err(malformed("the end of a chunk"));
        }
        body.extend_from_slice(&rest[..size]);
        bytes = &rest[size + 2..];
        if size == 0 {
            return Ok(Some(whole - bytes.len()));
        }
    }
}

/// A GET. The cookie may be empty.
pub fn get(path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\n{}\r\n", cookie_line(cookie)).into_bytes()
}

/// A GET of a program that wants no page.
pub fn get_json(path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\n{}\r\n", cookie_line(cookie)).into_bytes()
}

/// A form, from a page of the host itself.
pub fn post_form(path: &str, cookie: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let body: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    let mut request = Vec::new();
    Post::new(path, cookie, "application/x-www-form-urlencoded").write(body.join("&").as_bytes(), &mut request);
    request
}

fn cookie_line(cookie: &str) -> String {
    if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") }
}

/// A value as a form sends it.
fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A POST to one address, again and again with another body.
pub struct Post {
    head: Vec<u8>,
}

impl Post {
    /// From a page of the host itself.
    pub fn new(path: &str, cookie: &str, kind: &str) -> Self {
        let cookie = cookie_line(cookie);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\nAccept: application/json\r\n\
             {cookie}Content-Type: {kind}\r\nContent-Length: "
        );
        Self { head: head.into_bytes() }
    }

    /// The same of JSON.
    pub fn json(path: &str, cookie: &str) -> Self {
        Self::new(path, cookie, "application/json")
    }

    /// Writes the whole request over what `request` held.
    pub fn write(&self, body: &[u8], request: &mut Vec<u8>) {
        request.clear();
        request.extend_from_slice(&self.head);
        // A vector takes all.
        let _ = write!(request, "{}\r\n\r\n", body.len());
        request.extend_from_slice(body);
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    fn head(text: &str) -> Option<Head> {
        read_head(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_head_tells_status_and_where_the_body_ends() {
        let text = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length:  12 \r\n\r\n{\"a\":1}";
        assert_eq!(head(text), Some(Head { status: 200, length: text.len() - 7, body: Body::Sized(12) }));
        assert_eq!(head("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n").unwrap().body, Body::Chunked);
        assert_eq!(head("HTTP/1.1 204 No Content\r\n\r\n").unwrap().body, Body::Sized(0));
        for end in 0..text.len() - 8 {
            assert_eq!(head(&text[..end]), None, "{end}");
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for text in [
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "\r\n\r\n",
        ] {
            assert!(read_head(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn chunks_are_put_together_when_the_last_is_there() {
        let text = b"5\r\nhello\r\n1;kind=x\r\n \r\nA\r\nworld, all\r\n0\r\n\r\n";
        let mut body = Vec::new();
        for end in 0..text.len() {
            assert_eq!(unchunk(&text[..end], &mut body).unwrap(), None, "{end}");
        }
        let mut more = text.to_vec();
        more.extend_from_slice(b"HTTP/1.1");
        assert_eq!(unchunk(&more, &mut body).unwrap(), Some(text.len()));
        assert_eq!(body, b"hello world, all");
        assert!(unchunk(b"x\r\n", &mut body).is_err());
        assert!(unchunk(b"1\r\nab\r\n0\r\n\r\n", &mut body).is_err());
    }

    #[test]
    fn a_request_comes_from_a_page_of_the_host_itself() {
        let form = String::from_utf8(post_form("/start", "", &[("iin", "1 2"), ("code", "Ә&")])).unwrap();
        assert!(form.starts_with("POST /start HTTP/1.1\r\nHost: synaq.test\r\nOrigin: http://synaq.test\r\n"), "{form}");
        assert!(form.ends_with("Content-Length: 24\r\n\r\niin=1%202&code=%D3%98%26"), "{form}");
        assert!(!form.contains("Cookie"), "{form}");
        let mut request = b"what was there before".to_vec();
        Post::json("/p", "a=b").write(b"{}", &mut request);
        let request = String::from_utf8(request).unwrap();
        assert!(
            request.contains("\r\nCookie: a=b\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"),
            "{request}"
        );
    }

    /// Answers each request on one connection with the next of these, a few bytes at a time.
    async fn server(answers: Vec<&'static str>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            for answer in answers {
                let mut request = [0; 1024];
                let read = stream.read(&mut request).await.unwrap();
                assert!(read > 0);
                for piece in answer.as_bytes().chunks(7) {
                    stream.write_all(piece).await.unwrap();
                    tokio::task::yield_now().await;
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn a_connection_is_kept_from_answer_to_answer() {
        let address = server(vec![
            "HTTP/1.1 303 See Other\r\nLocation: /waiting\r\nSet-Cookie: synaq_candidate=abc; Path=/; HttpOnly\r\n\
             Set-Cookie: synaq_language=kk; Path=/\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthree",
        ])
        .await;
        let mut connection = Connection::open(address).await.unwrap();
        let answer = connection.ask(&get("/", "")).await.unwrap();
        assert_eq!((answer.status, answer.header("location"), answer.body), (303, Some("/waiting"), &b""[..]));
        assert_eq!(answer.cookie("synaq_candidate"), Some("synaq_candidate=abc"));
        assert_eq!(answer.cookie("synaq"), None);
        assert_eq!(connection.ask(&get("/", "")).await.unwrap().body, b"onetwo");
        assert_eq!(connection.ask(&get("/", "")).await.unwrap().body, b"three");
        assert!(connection.ask(&get("/", "")).await.is_err(), "the server has gone");
    }
}
