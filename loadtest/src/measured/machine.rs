use crate::report::Fact;

/// What machine this is, without its name: its processors and its memory.
pub fn facts() -> Vec<Fact> {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let member = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let unknown = || "unknown".to_owned();
    let memory = member(&read("/proc/meminfo"), "MemTotal").and_then(|text| {
        let kib: u64 = text.trim_end_matches(" kB").parse().ok()?;
        Some(format!("{} GiB", crate::report::shown(crate::numbers::float(kib) / 1_048_576.0)))
    });
    let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    vec![
        fact("Processors", member(&read("/proc/cpuinfo"), "model name").unwrap_or_else(unknown)),
        fact("Cores", cores.to_string()),
        fact("Memory", memory.unwrap_or_else(unknown)),
        fact("System", format!("{} {kernel}", std::env::consts::OS)),
    ]
}
