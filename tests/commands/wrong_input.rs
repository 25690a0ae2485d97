//! Tries each wrong input to each command once: it is refused with the right exit status and a message that names what
//! is wrong, and nothing in the folder changes.

use crate::place::Place;

/// A command line, its exit status, and words on the standard error.
type Row = (&'static str, i32, &'static str);

/// In the folder: `data` and what `site` publishes of it, a bundle `usb`, a key file `key.json`, a folder `folder`, a
/// file `file` of words, an empty file `empty`, a file `latin1` that is no UTF-8, and no `missing`.
fn place() -> Place {
    let place = Place::published();
    place.run(&["bundle", "--data", "data", "--out", "usb"]).succeeds();
    place.write("key.json", r#"{"kty":"OKP","crv":"Ed25519","x":"5BxG6A3ZcBFVH0I4jFOUp_qCNubWsAk68Hk0cmOdPw0"}"#);
    std::fs::create_dir(place.path("folder")).expect("a folder");
    place.write("folder/within", "mine");
    place.write("file", "words\n");
    place.write("empty", "");
    place.write("latin1", b"name\nM\xfcller\n");
    place
}

fn refuse(rows: &[Row]) {
    let place = place();
    for (line, status, words) in rows {
        // Quotes may contain blanks; \n and \u{200b} mean those characters.
        let mut arguments: Vec<String> = Vec::new();
        for (number, part) in line.split('\'').enumerate() {
            let part = part.replace("\\n", "\n").replace("\\u{200b}", "\u{200b}");
            if number % 2 == 1 {
                arguments.push(part);
            } else {
                arguments.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        place.refuses(&arguments, *status, words);
    }
}

#[test]
fn wrong_input_to_commands_on_the_data_folder_is_refused() {
    refuse(&[
        ("serve --data file", 2, "file is not a folder"),
        ("serve --data folder", 2, "folder is not a data folder"),
        ("doctor --data folder", 2, "folder is not a data folder"),
        ("records import file --data folder", 2, "folder is not a data folder"),
        ("partner list --data folder", 2, "folder is not a data folder"),
        ("issue --paper --subject kim --data folder", 2, "folder is not a data folder"),
        ("revoke --subject kim --data folder", 2, "folder is not a data folder"),
        ("reinstate --subject kim --data folder", 2, "folder is not a data folder"),
        ("publish --out new --data folder", 2, "folder is not a data folder"),
        ("bundle --out new --data folder", 2, "folder is not a data folder"),
        ("trust show --data folder", 2, "folder is not a data folder"),
        ("keys status --data folder", 2, "folder is not a data folder"),
        ("scanner setup --data folder", 2, "folder is not a data folder"),
        ("journal tail --data folder", 2, "folder is not a data folder"),
        ("config show --data folder", 2, "folder is not a data folder"),
        ("config check --data folder", 1, "folder is not a data folder"),
        ("config check --data file", 1, "file is not a folder"),
        ("config check --data data --data data", 2, "cannot be used multiple times"),
        ("config check --data ''", 2, "a value is required for '--data <DIR>'"),
    ]);
}

#[test]
fn wrong_input_to_init_and_serve_is_refused() {
    refuse(&[
        ("init --data folder", 2, "folder is not empty"),
        ("init --data file", 2, "file: "),
        ("init --data missing/data", 2, "missing: "),
        ("init --data new --issuer ''", 2, "--issuer"),
        ("init --data new --issuer 'two  blanks'", 2, "--issuer must be"),
        ("init --data new --issuer '\\n'", 2, "--issuer must be"),
        ("init --data new --serial-bits 19", 2, "--serial-bits"),
        ("init --data new --serial-bits many", 2, "--serial-bits"),
        ("init --data new --roots missing", 2, "missing: "),
        ("init --data new --roots folder", 2, "folder: "),
        ("init --data new --roots file", 2, "file: "),
        ("init --data new --roots latin1", 2, "latin1: "),
        ("init --data new --roots empty", 2, "empty: "),
        ("init --data new --now -1", 2, "-1"),
        ("init --data new --now 253402300800", 2, "--now"),
        ("init --data new --issuer A --issuer B", 2, "cannot be used multiple times"),
        ("serve --data data --listen nowhere", 2, "--listen"),
        ("serve --data data --listen 127.0.0.1", 2, "--listen"),
        ("serve --data data --listen 127.0.0.1:99999", 2, "--listen"),
        ("serve --data data extra", 2, "unexpected argument 'extra'"),
    ]);
}

#[test]
fn wrong_input_to_commands_on_records_is_refused() {
    refuse(&[
        ("records import --data data", 2, "<FILE>..."),
        ("records import missing --data data", 2, "missing"),
        ("records import folder --data data", 2, "folder"),
        ("records import - - --data data", 2, "the standard input can be read only once"),
        ("records import --rejects people.csv people.csv --data data", 2, "people.csv"),
        ("records import --rejects missing/rejects people.csv --data data", 2, "missing/rejects"),
        ("records import --rejects folder people.csv --data data", 2, "folder"),
        ("records sample --count -1", 2, "-1"),
        ("records sample --count 1.5", 2, "--count"),
        ("records sample --seed x", 2, "--seed"),
        ("records sample --format xml", 2, "--format"),
        ("records sample --today 2026-02-30", 2, "--today"),
        ("records sample --today 1899-12-31", 2, "--today"),
        ("records sample --today 26-01-01", 2, "--today"),
        ("records sample --out missing/file", 2, "missing/file"),
        ("records sample --out folder", 2, "folder"),
    ]);
}

#[test]
fn wrong_input_to_commands_on_partners_is_refused() {
    refuse(&[
        ("partner add '' --jwk key.json --data data", 2, "a partner's name is 1 to 64 characters"),
        ("partner add 'na ver' --jwk key.json --data data", 2, "a partner's name is"),
        ("partner add naver --jwk missing --data data", 2, "missing: "),
        ("partner add naver --jwk folder --data data", 2, "folder: "),
        ("partner add naver --jwk file --data data", 2, "file: not a JWK"),
        ("partner add naver --jwk empty --data data", 2, "empty: not a JWK"),
        ("partner add naver --jwk latin1 --data data", 2, "latin1: not a JWK"),
        ("partner add naver --jwk key.json --use all --data data", 2, "--use"),
        ("partner add naver --jwk key.json --use '' --data data", 2, "--use"),
        ("partner remove naver --data data", 2, "--key"),
        ("partner remove naver --key k --data data", 1, "there is no such partner or key"),
        ("partner grace naver --hours 1 --data data", 1, "there is no such partner"),
        ("partner grace naver --hours -1 --data data", 2, "-1"),
        ("partner grace naver --hours 1.5 --data data", 2, "--hours"),
        ("partner grace naver --hours 745 --data data", 2, "--hours"),
        ("partner void naver --since yesterday --reason stolen --data data", 2, "--since"),
        ("partner void naver --since 2026-11-22 --reason stolen --data data", 2, "--since"),
        ("partner void naver --since 9999-01-01T00:00:00Z --reason stolen --data data", 2, "--since is in the future"),
        ("partner void naver --since 1969-12-31T00:00:00Z --reason stolen --data data", 2, "--since"),
        ("partner void naver --since 2026-11-22T09:00:00Z --data data", 2, "--reason"),
        ("partner void naver --since 2026-11-22T09:00:00Z --reason '' --data data", 2, "--reason must be 1 to 500"),
    ]);
}

#[test]
fn wrong_input_to_commands_on_passes_and_revocations_is_refused() {
    refuse(&[
        ("issue --subject kim --data data", 2, "--paper"),
        ("issue --paper --data data", 2, "--subject"),
        ("issue --paper --subject 'k m' --data data", 2, "--subject must be 1 to 64 characters"),
        ("issue --paper --subject nobody --data data", 1, "there is no record of that subject"),
        ("issue --paper --subject park --data data", 1, "no vaccination, test or other evidence"),
        ("issue --paper --subject kim --format gif --data data", 2, "--format"),
        ("issue --paper --subject kim --out pass.doc --data data", 2, "--out must end in .png, .svg, .pdf or .txt"),
        ("issue --paper --subject kim --out missing/pass.png --data data", 2, "missing/pass.png: "),
        ("revoke --subject kim --reason '' --data data", 2, "--reason must be 1 to 500 characters"),
        ("revoke --subject kim --reason '   ' --data data", 2, "--reason must be 1 to 500 characters"),
        ("revoke --subject kim --reason '\\u{200b}' --data data", 2, "--reason must be 1 to 500 characters"),
        ("revoke --subject kim --reason 'two\\nlines' --data data", 2, "--reason must be 1 to 500 characters"),
        ("revoke --subject nobody --data data", 1, "there is no record of that subject"),
        ("revoke --data data", 2, "--subject"),
        ("revoke --subject kim --subject lee --data data", 2, "cannot be used multiple times"),
        ("reinstate --subject nobody --data data", 1, "there is no record of that subject"),
        ("reinstate --subject '' --data data", 2, "--subject"),
        ("journal acts --since yesterday --data data", 2, "a time as 2026-11-22T09:00:00Z"),
        ("journal tail -n -1 --data data", 2, "-1"),
        ("journal verify --head abc --data data", 2, "a hash has 64 hexadecimal digits"),
    ]);
}

#[test]
fn wrong_input_to_commands_on_published_data_is_refused() {
    refuse(&[
        ("publish --data data", 2, "--out"),
        ("publish --out file --data data", 2, "file"),
        ("publish --out missing/site --data data", 2, "missing/site: "),
        ("publish --out '' --data data", 2, "--out"),
        ("bundle --data data", 2, "--out"),
        ("bundle --out usb --data data", 2, "usb already exists: use --force to replace it"),
        ("bundle --out missing/usb --data data", 2, "missing"),
        ("bundle --out new --from missing", 2, "missing: "),
        ("bundle --out new --from folder", 2, "folder: "),
        ("bundle --out new --from file", 2, "file: not a bundle"),
        ("bundle --out new --from empty", 2, "empty: not a bundle"),
        ("bundle --out new --url nonsense", 2, "nonsense"),
        ("bundle --out new --url http://127.0.0.1:1", 2, "http://127.0.0.1:1/v1/trust/bundle: "),
        ("bundle --out new --url http://x --from usb", 2, "cannot be used with"),
        ("bundle show", 2, "<FILE>"),
        ("bundle show missing", 2, "missing: "),
        ("bundle show folder", 2, "folder: "),
        ("bundle show file", 1, "file: not a bundle"),
        ("bundle show empty", 1, "empty: not a bundle"),
        ("bundle show usb --roots missing", 2, "missing: "),
        ("bundle show usb --roots file", 2, "file: "),
        ("bundle animate --from usb", 2, "codes are drawn only in a terminal"),
        ("bundle animate --from missing --text", 2, "missing: "),
        ("bundle animate --from usb --text --fps 0", 2, "--fps"),
        ("bundle animate --from usb --text --fps 21", 2, "--fps"),
        ("bundle animate --from usb --text --seconds 0", 2, "--seconds"),
        ("bundle animate --from usb --text --count 0", 2, "--count"),
        ("bundle animate --from usb --text --gif new.gif", 2, "cannot be used with"),
        ("bundle animate --from usb --gif file", 2, "file already exists: use --force to replace it"),
        ("bundle animate --from usb --gif missing/new.gif --count 1", 2, "missing"),
        ("bundle animate --from usb --frames missing/frames --count 1", 2, "missing/frames: "),
        ("bundle receive --out new file", 1, "no codes of a series were read; nothing was written"),
        ("bundle receive --out new empty", 2, "it is empty"),
        ("bundle receive --out new folder", 2, "folder is a folder"),
        ("bundle receive --out new missing.png", 2, "missing.png: there is no such file"),
        ("bundle receive --out usb file", 2, "usb already exists: use --force to replace it"),
        ("bundle receive file", 2, "--out"),
    ]);
}

#[test]
fn wrong_input_to_commands_on_trust_and_keys_is_refused() {
    refuse(&[
        ("trust request --data data", 2, "--out"),
        ("trust request --out file --data data", 2, "file: "),
        ("trust request --out missing/request --data data", 2, "missing"),
        ("trust request --out new --weeks 0 --data data", 2, "--weeks"),
        ("trust request --out new --weeks 105 --data data", 2, "--weeks"),
        ("trust request --out new --add-key missing --data data", 2, "missing: "),
        ("trust request --out new --add-key file --data data", 2, "file: "),
        ("trust request --out new --drop-key abc --data data", 2, "--drop-key abc: there is no such key"),
        ("trust request --out new --root-set folder --data data", 2, "folder: "),
        ("trust request --out new --now x --data data", 2, "--now"),
        ("trust install --data data", 2, "<FILE>"),
        ("trust install missing --data data", 2, "missing: "),
        ("trust install folder --data data", 2, "folder: "),
        ("trust install file --data data", 1, "file: "),
        ("trust install empty --data data", 1, "empty: "),
        ("trust check usb", 2, "--roots"),
        ("trust check missing --roots data/roots.json", 2, "missing: "),
        ("trust check usb --roots latin1", 2, "latin1: "),
        ("trust check usb --roots data/roots.json --after folder", 2, "folder: "),
        ("trust check file --roots data/roots.json", 1, "does not accept the bundle: malformed"),
        ("keys status --vault missing --data data", 2, "missing"),
        ("keys load --vault missing --data data", 2, "missing"),
        ("keys load --vault file --data data", 2, "file"),
        ("keys load --passphrase-file missing --data data", 2, "missing"),
        ("keys load --passphrase-file file --data data", 2, "passphrase"),
        ("keys load --list missing --data data", 2, "missing: "),
        ("keys load --list file --data data", 2, "file: not a trust list"),
        ("keys load --spare abc --data data", 2, "--spare abc: there is no such key"),
        ("keys draw --out new --data data", 2, "--token"),
        ("keys draw --token --out new --data data", 2, "the configuration names no token"),
        ("keys draw --token --out file --data data", 2, "file: the file exists already"),
        ("keys destroy --data data", 2, "<KID>"),
        ("keys destroy --ended --data data", 2, "the configuration names no token"),
        ("keys plan --out new --data data", 2, "--keys"),
        ("keys plan --keys missing --out new --data data", 2, "missing: "),
        ("keys plan --keys file --out new --data data", 2, "file: "),
        ("keys plan --keys folder --out new --data data", 2, "folder: "),
        ("keys compromise abc --reason stolen --out new --data data", 2, "a key's id has 16 hexadecimal digits"),
        ("keys compromise 0123456789abcdef --reason stolen --out new --data data", 1, "0123456789abcdef"),
        ("keys compromise 0123456789abcdef --reason ' ' --out new --data data", 2, "--reason must be 1 to 500"),
        ("keys compromise 0123456789abcdef --reason stolen --data data", 2, "--out"),
        ("keys compromise 0123456789abcdef --reason x --from noon --out new --data data", 2, "--from"),
    ]);
}

#[test]
fn wrong_input_to_commands_on_scanners_and_codes_is_refused() {
    refuse(&[
        ("scanner setup --out setup.gif --data data", 2, "--out must end in .png or .svg"),
        ("scanner setup --out missing/setup.png --data data", 2, "missing/setup.png: "),
        ("specimens", 2, "--out"),
        ("specimens --out folder", 2, "folder: "),
        ("specimens --out missing/sheet.pdf", 2, "missing/sheet.pdf: "),
        ("specimens --training missing/training.json", 2, "missing/training.json: "),
        ("verify --roots missing --bundle usb x", 2, "missing: "),
        ("verify --roots latin1 --bundle usb x", 2, "latin1: "),
        ("verify --roots data/roots.json --bundle missing x", 2, "missing: "),
        ("verify --roots data/roots.json --bundle folder x", 2, "folder: "),
        ("verify --roots data/roots.json --bundle file x", 2, "does not accept this bundle: malformed"),
        ("verify --roots data/roots.json --bundle usb --at x x", 2, "--at"),
        ("verify --roots data/roots.json --bundle usb --at 253402300800 x", 2, "--at"),
        ("verify --roots data/roots.json --bundle usb --challenge abc x", 2, "--challenge must be 8 to 16 bytes"),
        ("verify --roots data/roots.json --bundle usb folder", 2, "folder is a folder"),
        ("verify --roots data/roots.json --bundle usb missing.png", 2, "missing.png: there is no such file"),
        ("inspect", 2, "<TEXT>"),
        ("inspect ''", 1, "it must begin with HT1: or HP1:"),
        ("inspect HT1:%", 1, "not a pass that can be read"),
        ("completions", 2, "<SHELL>"),
        ("completions tcsh", 2, "bash"),
        ("man", 2, "--out"),
        ("man --out file", 2, "file: "),
        ("man --out missing/pages", 2, "missing/pages: "),
        ("help", 2, "unrecognized subcommand 'help'"),
        ("--data data", 2, "--data"),
    ]);
}
