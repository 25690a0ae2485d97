//! The bare routes: what axum, JSON and the same cryptography cost without anything else. A process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::Arc;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::processors;
use crate::served::Served;

/// With this word, this program is the bare routes.
pub(crate) const WORD: &str = "bare-routes";
/// The bytes of a pass that are signed, and those of its text.
const SIGNED: usize = 190;
/// The bytes that a phone signs: a pass with its signature, and a time.
const PRESENTED: usize = 310;

/// What the routes answer with.
#[derive(Serialize, Deserialize)]
pub(crate) struct Bare {
    /// The waiting room, as `GET /v1/queue` has it.
    pub(crate) notice: Value,
    /// A ticket.
    pub(crate) ticket: Value,
    /// The key that signs partners' assertions.
    pub(crate) partner: Vec<u8>,
    /// An answer with passes.
    pub(crate) passes: Value,
    /// What the check of a code ended in.
    pub(crate) verdict: Value,
}

impl Bare {
    /// Starts them on these processors.
    pub(crate) fn start(&self, processors: &str) -> (Served, Child) {
        let own = std::env::current_exe().expect("this program").display().to_string();
        let mut command = processors::command_on(processors, &own);
        let text = serde_json::to_string(self).expect("JSON");
        command.args([WORD, &text]).stdout(Stdio::piped());
        let mut process = command.spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("its address");
        let pids = vec![i32::try_from(process.id()).expect("a number")];
        (Served { at: line.trim().parse().expect("an address"), pids }, process)
    }

    /// Serves them; prints where.
    pub(crate) async fn serve(text: &str) {
        let Self { notice, ticket, partner, passes, verdict } =
            serde_json::from_str(text).expect("what they answer with");
        let notice = bytes::Bytes::from(notice.to_string());
        let read = move || {
            let notice = notice.clone();
            async move { ([("content-type", "application/json")], notice) }
        };
        let join = move |Json(body): Json<Value>| {
            let mut ticket = ticket.clone();
            ticket["room"] = body["room"].clone();
            async move { Json(ticket) }
        };
        let key = Arc::new(Ed25519KeyPair::generate().expect("a key"));
        let issue = move |headers: HeaderMap, Json(body): Json<Value>| {
            let (key, mut answer, partner) = (Arc::clone(&key), passes.clone(), partner.clone());
            async move {
                let assertion = headers["authorization"].to_str().expect("text").trim_start_matches("Bearer ");
                let claims = verified(assertion, &partner);
                let days = body["holder_keys"].as_array().expect("holder keys");
                let pass = |(number, day): (usize, &Value)| {
                    let mut message = claims["sub"].to_string().into_bytes();
                    message.resize(SIGNED, u8::try_from(number).expect("a few days"));
                    let signature = key.sign(&message);
                    message.extend_from_slice(signature.as_ref());
                    json!({ "day": day["day"], "qr": Base64UrlUnpadded::encode_string(&message) })
                };
                answer["passes"] = days.iter().enumerate().map(pass).collect();
                Json(answer)
            }
        };
        let signed = Arc::new([Signed::of(SIGNED), Signed::of(PRESENTED)]);
        let verify = move |Json(body): Json<Value>| {
            let (signed, verdict) = (Arc::clone(&signed), verdict.clone());
            async move {
                assert!(body["text"].is_string() && signed.iter().all(Signed::verifies));
                Json(verdict)
            }
        };
        let routes = Router::new()
            .route("/v1/queue", get(read).post(join))
            .route("/v1/passes", post(issue))
            .route("/v1/verify", post(verify));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        axum::serve(listener, routes).await.expect("it serves");
    }
}

/// A message with a good signature, and the key that is ready to verify it.
struct Signed {
    key: VerifyingKey,
    message: Vec<u8>,
    signature: Signature,
}

impl Signed {
    /// A message of so many bytes.
    fn of(length: usize) -> Self {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let message = vec![7; length];
        let signature = Signature::from_slice(pair.sign(&message).as_ref()).expect("64 bytes");
        let public = pair.public_key().as_ref().try_into().expect("32 bytes");
        Self { key: VerifyingKey::from_bytes(public).expect("a point"), message, signature }
    }

    fn verifies(&self) -> bool {
        self.key.verify_strict(&self.message, &self.signature).is_ok()
    }
}

/// The claims of an assertion with a good signature.
fn verified(assertion: &str, partner: &[u8]) -> Value {
    let (signed, signature) = assertion.rsplit_once('.').expect("a JWT");
    let signature = Base64UrlUnpadded::decode_vec(signature).expect("base64url");
    UnparsedPublicKey::new(&ED25519, partner).verify(signed.as_bytes(), &signature).expect("a good signature");
    let (_, claims) = signed.split_once('.').expect("a JWT");
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(claims).expect("base64url")).expect("claims")
}
