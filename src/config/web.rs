use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[web]`: the web apps of wallet and scanner.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct WebSection {
    /// Whether they are served.
    pub enabled: bool,
    /// The address under which browsers reach the public listener: scheme, host and port.
    pub origin: String,
}

impl Default for WebSection {
    fn default() -> Self {
        Self { enabled: true, origin: "http://127.0.0.1:8470".to_owned() }
    }
}

impl WebSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let rule = "it must be http:// or https://, a host and perhaps a port, like https://pass.example, with nothing after it";
        Violation::unless(is_origin(&self.origin), "web.origin", rule).into_iter()
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:[]".contains(&byte);
    !host.is_empty() && host.len() <= 255 && host.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for origin in ["https://pass.example", "http://127.0.0.1:8470", "http://[::1]:80", "https://a"] {
            assert!(is_origin(origin), "{origin}");
        }
        for other in [
            "",
            "https://",
            "pass.example",
            "https://pass.example/",
            "https://pass.example/x",
            "ftp://a",
            "https://a#b",
        ] {
            assert!(!is_origin(other), "{other}");
        }
    }
}
