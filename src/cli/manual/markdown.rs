//! The reference of all commands as Markdown, made from the same definitions as `--help`.
//! `docs/cli.md` is what it writes.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};

const TITLE: &str = "# The command line";

/// What stands before the list of commands.
const INTRODUCTION: &str = "Every command of `haetae`, with its arguments and exit statuses. `haetae man --markdown` writes this page from the \
     definitions behind `--help`; a test compares the two, so change the help and not this page. A tour, and what `--json` writes: \
     [commands.md](commands.md). `haetae-keys` is a program of its own, with a [runbook](../keys/README.md).";

/// The whole page.
pub(super) fn reference(mut program: Command) -> String {
    program.build();
    let mut page = vec![TITLE.to_owned(), INTRODUCTION.to_owned()];
    page.extend(text(program.get_after_help()));
    let mut index = Vec::new();
    let mut sections = Vec::new();
    let name = program.get_name().to_owned();
    for command in program.get_subcommands_mut() {
        describe(command, &name, 0, &mut index, &mut sections);
    }
    page.push(index.join("\n"));
    page.extend(sections);
    page.join("\n\n") + "\n"
}

/// Adds a command and those below it to the index, and a section of each.
fn describe(command: &mut Command, parent: &str, depth: usize, index: &mut Vec<String>, sections: &mut Vec<String>) {
    if command.is_hide_set() {
        return;
    }
    let path = format!("{parent} {}", command.get_name());
    let about = text(command.get_about());
    index.push(format!(
        "{}- [{path}](#{}): {}",
        "  ".repeat(depth),
        path.replace(' ', "-"),
        about.as_deref().unwrap_or_default()
    ));
    sections.push(format!("{} {path}", "#".repeat(2 + depth)));
    sections.extend(text(command.get_long_about()).or(about));
    sections.push(usage(command));
    let arguments = arguments(command);
    if !arguments.is_empty() {
        sections.push(arguments.join("\n"));
    }
    sections.extend(text(command.get_after_help()));
    for below in command.get_subcommands_mut() {
        describe(below, &path, depth + 1, index, sections);
    }
}

/// How the command is called, as a block of code.
fn usage(command: &mut Command) -> String {
    let usage = command.render_usage().to_string();
    let calls = usage.lines().map(|line| format!("    {}", line.trim_start_matches("Usage:").trim()));
    calls.collect::<Vec<_>>().join("\n")
}

/// An item for each argument, those without a name first. `--help` explains itself.
fn arguments(command: &Command) -> Vec<String> {
    let listed = |arg: &&Arg| {
        !arg.is_hide_set()
            && !matches!(
                arg.get_action(),
                ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
            )
    };
    let named = command.get_arguments().filter(|arg| !arg.is_positional());
    command.get_positionals().chain(named).filter(listed).map(argument).collect()
}

fn argument(arg: &Arg) -> String {
    let short = arg.get_short().filter(|_| arg.get_long().is_some()).map(|short| format!("-{short}, "));
    let head = format!("- `{}{arg}`", short.unwrap_or_default());
    let help = text(arg.get_long_help().or_else(|| arg.get_help())).map(|help| help.replace("\n\n", "\n\n  "));
    let mut sentences: Vec<String> = help.map(ended).into_iter().collect();
    sentences.extend(values(arg));
    if arg.get_action().takes_values() && !arg.get_default_values().is_empty() {
        let defaults = arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy()));
        sentences.push(format!("Default: {}.", defaults.collect::<Vec<_>>().join(", ")));
    }
    if let Some(variable) = arg.get_env() {
        sentences.push(format!("Environment: `{}`.", variable.to_string_lossy()));
    }
    if sentences.is_empty() { head } else { format!("{head}: {}", sentences.join(" ")) }
}

/// The values that an argument can have, where there are only a few.
fn values(arg: &Arg) -> Option<String> {
    let possible = arg.get_possible_values();
    let shown = possible.iter().filter(|value| arg.get_action().takes_values() && !value.is_hide_set());
    let values = shown.map(|value| match text(value.get_help()) {
        Some(help) => format!("`{}` ({help})", value.get_name()),
        None => format!("`{}`", value.get_name()),
    });
    let values: Vec<String> = values.collect();
    (!values.is_empty()).then(|| format!("Values: {}.", values.join(", ")))
}

/// A help text has no full stop at its end, and more sentences may follow here.
fn ended(text: String) -> String {
    if text.ends_with(['.', '!', '?', ':']) { text } else { text + "." }
}

fn text(styled: Option<&StyledStr>) -> Option<String> {
    styled.map(|styled| styled.to_string().trim().to_owned()).filter(|text| !text.is_empty())
}
