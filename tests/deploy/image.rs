//! The Dockerfile is read, not built: there is no container runtime in the tests.

use crate::text;

/// The instructions with their arguments; lines that go on are one.
fn instructions(text: &str) -> Vec<(String, String)> {
    let joined = text.replace("\\\n", " ");
    let lines = joined.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let split = |line: &str| line.split_once(' ').map(|(name, rest)| (name.to_owned(), rest.trim().to_owned()));
    lines.map(|line| split(line).unwrap_or_else(|| panic!("{line}: an instruction with arguments"))).collect()
}

#[test]
fn the_image_runs_as_a_user_without_rights_and_has_only_the_programs() {
    let instructions = instructions(&text("container/Dockerfile"));
    let known = [
        "FROM",
        "LABEL",
        "COPY",
        "RUN",
        "USER",
        "WORKDIR",
        "VOLUME",
        "ENV",
        "EXPOSE",
        "STOPSIGNAL",
        "ENTRYPOINT",
        "CMD",
    ];
    for (name, _) in &instructions {
        assert!(known.contains(&name.as_str()), "{name}");
    }
    let last = |wanted: &str| {
        let found = instructions.iter().rev().find(|(name, _)| name == wanted);
        found.unwrap_or_else(|| panic!("{wanted}")).1.clone()
    };
    let user = last("USER");
    let (user_id, group_id) = user.split_once(':').expect("a user and a group");
    // By number: Kubernetes cannot see whether a name is root.
    assert!(user_id.parse::<u32>().expect("a number") > 0 && group_id.parse::<u32>().expect("a number") > 0);
    assert!(text("helm/haetae/templates/statefulset.yaml").contains(&format!("runAsUser: {user_id}\n")));
    for form in ["ENTRYPOINT", "CMD"] {
        let words: Vec<String> = serde_json::from_str(&last(form)).expect("a list: no shell stands between");
        assert!(!words.is_empty());
    }
    for (name, image) in instructions.iter().filter(|(name, _)| name == "FROM") {
        let image = image.split(' ').next().unwrap_or_default();
        assert!(image.contains(':') && !image.ends_with(":latest"), "{name} {image} names no version");
    }
    // The stage that installs the package stays behind.
    let at = |wanted: &str| instructions.iter().rposition(|(name, _)| name == wanted);
    assert!(at("FROM") < at("USER") && at("RUN") < at("USER"), "nothing is done as root after USER");
    for setting in last("ENV").split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let Some(key) = setting.0.strip_prefix("HAETAE__") else { continue };
        crate::chart::require_setting(key, setting.1);
    }
}
