//! A PostgreSQL server of Debian's package. The first test makes a cluster in the target folder once; each server is a
//! copy of it. A small shell watches over the server: when the test's process ends, however it ends, the shell's input
//! ends, and it stops the server and removes the folder.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

mod shared;

pub use shared::database;

/// The role that owns the cluster, with all rights.
pub const USER: &str = "haetae";

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// PostgreSQL refuses to run as root: then this user of Debian's package runs it.
const SERVER_USER: &str = "postgres";

/// A server without a port of the network still has one: it names the socket.
const SOCKET_PORT: u16 = 5432;

/// How often a test asks whether the server answers, before it gives up. One question takes some milliseconds.
const QUESTIONS: u32 = 20_000;

/// Stops the server and removes its folder ($2) when the input ends. `S` starts it again, `I` stops it at once, `K`
/// kills it with all its processes, `H` lets them hang, and `G` lets them go on.
const WATCH: &str = r#"
signal() { [ -n "$server" ] && kill -"$1" "$server" $(cat "/proc/$server/task/$server/children") 2>/dev/null; }
stop() { signal CONT; [ -n "$server" ] && kill -"$1" "$server" 2>/dev/null; wait "$server" 2>/dev/null; server=; }
start() { "$@" </dev/null >>"$folder/log" 2>&1 & server=$!; }
folder=$1; shift
start "$@"
while read -r order; do
    case $order in
    S) start "$@" ;;
    I) stop QUIT ;;
    # It must start no other process while they are counted.
    K) kill -STOP "$server"; signal KILL; wait "$server" 2>/dev/null; server= ;;
    H) kill -STOP "$server"; signal STOP ;;
    G) signal CONT ;;
    esac
    echo "$order" >>"$folder/orders"
done
stop QUIT
rm -rf "$folder"
"#;

/// A running server.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    port: u16,
    watch: Child,
    orders: Option<ChildStdin>,
    databases: AtomicU32,
    orders_given: AtomicU32,
}

/// A database of a server, and how it is reached.
#[derive(Clone, Debug)]
pub struct Database {
    /// The folder of the server's socket, or its address.
    pub host: String,
    /// The port, which names the socket too.
    pub port: u16,
    /// The database's name.
    pub name: String,
    /// The role, which needs no password.
    pub user: String,
}

/// How a server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// By a socket in its folder.
    Socket,
    /// By that, and by a free port of 127.0.0.1.
    Loopback,
}

impl Server {
    /// Starts a server with these settings besides, such as `max_connections=7`. `certificate.pem` and `key.pem` are
    /// names for files that [`Server::start_with_files`] puts into its folder.
    pub fn start(listen: Listen, settings: &[&str]) -> Self {
        Self::start_with_files(listen, settings, &[])
    }

    /// The same with these files in the folder in which the server runs.
    pub fn start_with_files(listen: Listen, settings: &[&str], files: &[(&str, &str)]) -> Self {
        let programs = programs();
        let folder = new_folder(&programs, files);
        let data = folder.join("data");
        let port = match listen {
            Listen::Socket => SOCKET_PORT,
            Listen::Loopback => free_port(),
        };
        let mut command = Command::new("sh");
        command.arg("-c").arg(WATCH).arg("watch").arg(&folder).args(as_server_user());
        command.arg(programs.join("postgres")).arg("-D").arg(&data).arg("-p").arg(port.to_string());
        command.arg("-k").arg(&folder);
        let address = if listen == Listen::Loopback { "127.0.0.1" } else { "" };
        command.arg("-c").arg(format!("listen_addresses={address}"));
        settings.iter().for_each(|setting| {
            command.arg("-c").arg(setting);
        });
        // A group of its own: what ends the test does not end the watch before it has cleaned up.
        command.process_group(0).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut watch = command.spawn().expect("sh runs");
        let orders = watch.stdin.take();
        let server =
            Self { folder, port, watch, orders, databases: AtomicU32::new(0), orders_given: AtomicU32::new(0) };
        server.wait();
        server
    }

    /// A new, empty database.
    pub fn database(&self) -> Database {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        Database { host: self.folder.display().to_string(), port: self.port, name, user: USER.to_owned() }
    }

    /// Runs SQL in a database and returns what it prints.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let host = self.folder.display().to_string();
        Database { host, port: self.port, name: database.to_owned(), user: USER.to_owned() }.sql(sql)
    }

    /// The port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Stops it as `pg_ctl stop -m immediate` does: sessions break off, and the next start recovers from the log.
    pub fn stop_immediately(&mut self) {
        self.order("I");
    }

    /// Kills it with all its processes, with a signal that none of them can catch. [`start_again`](Self::start_again)
    /// recovers from the log.
    pub fn kill(&mut self) {
        self.order("K");
    }

    /// Stops all its processes where they are (SIGSTOP): connections stay open, and nothing is answered.
    pub fn hang(&mut self) {
        self.order("H");
    }

    /// Lets them go on.
    pub fn go_on(&mut self) {
        self.order("G");
    }

    /// Starts it again, and waits until it answers.
    pub fn start_again(&mut self) {
        self.order("S");
        self.wait();
    }

    /// Gives the watch an order, and waits until it is done.
    fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("the watch listens");
        writeln!(orders, "{order}").and_then(|()| orders.flush()).expect("the watch listens");
        let given = self.orders_given.fetch_add(1, Ordering::Relaxed) + 1;
        let done = || {
            std::thread::yield_now();
            let text = fs::read_to_string(self.folder.join("orders")).unwrap_or_default();
            text.lines().count() >= given as usize
        };
        assert!((0..QUESTIONS * 100).any(|_| done()), "the watch over PostgreSQL does not follow {order}");
    }

    fn wait(&self) {
        wait(&self.folder, self.port);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.watch.wait();
    }
}

impl Database {
    /// Runs SQL and returns what it prints, one line a row.
    pub fn sql(&self, sql: &str) -> String {
        self.sql_lines(&[sql])
    }

    /// The same with commands of psql among the lines.
    pub fn sql_lines(&self, lines: &[&str]) -> String {
        let mut psql = Command::new(programs().join("psql"));
        psql.args(["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-U", &self.user, "-h", &self.host]);
        psql.args(["-p", &self.port.to_string(), "-d", &self.name]);
        for line in lines {
            psql.args(["-c", line]);
        }
        let done = run(&mut psql);
        String::from_utf8(done.stdout).expect("text").trim_end().to_owned()
    }

    /// The `[storage]` section of a configuration that uses it.
    pub fn section(&self) -> String {
        let Self { host, port, name, user } = self;
        let mut text = "[storage]\nengine = \"postgresql\"\nsslmode = \"disable\"\n".to_owned();
        writeln!(text, "host = {host:?}\nport = {port}\nname = {name:?}\nuser = {user:?}").expect("text");
        text
    }
}

/// A folder with a cluster that nobody has used, and with these files in it.
fn new_folder(programs: &Path, files: &[(&str, &str)]) -> PathBuf {
    let folder = tempfile::Builder::new().prefix("haetae-postgres-").tempdir().expect("a folder").keep();
    let data = folder.join("data");
    run(Command::new("cp").arg("-r").arg(template(programs)).arg(&data));
    for (name, content) in files {
        fs::write(data.join(name), content).expect("a file");
        run(Command::new("chmod").arg("600").arg(data.join(name)));
    }
    run(Command::new("chmod").arg("700").arg(&data));
    if is_root() {
        run(Command::new("chown").args(["-R", SERVER_USER]).arg(&folder));
    }
    // Whoever else runs tests on this machine may not look into it, but the service's own user may.
    run(Command::new("chmod").arg("711").arg(&folder));
    folder
}

fn wait(folder: &Path, port: u16) {
    let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
    assert!((0..QUESTIONS).any(|_| answers(folder, port)), "PostgreSQL does not start:\n{}", log());
}

/// Whether a server answers on its socket.
fn answers(folder: &Path, port: u16) -> bool {
    let mut ask = Command::new(programs().join("pg_isready"));
    ask.arg("-h").arg(folder).args(["-p", &port.to_string(), "-t", "1"]);
    ask.stdout(Stdio::null()).status().expect("pg_isready runs").success()
}

/// The folder of the newest version's programs.
fn programs() -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))
        })
        .filter(|(_, programs)| programs.join("postgres").exists())
        .collect();
    versions.sort();
    let newest = versions.pop();
    newest.expect("these tests need PostgreSQL: install the Debian package postgresql").1
}

/// An empty cluster in the target folder, made by the first test that needs it.
fn template(programs: &Path) -> PathBuf {
    let target = target();
    let version = programs.parent().and_then(Path::file_name).expect("a version").to_string_lossy().into_owned();
    let made = target.join(format!("postgres-{version}-template"));
    let lock = fs::File::create(target.join("postgres-template.lock")).expect("a file");
    lock.lock().expect("a lock");
    if !made.exists() {
        let folder = tempfile::Builder::new().prefix("haetae-initdb-").tempdir().expect("a folder");
        let data = folder.path().join("data");
        fs::create_dir(&data).expect("a folder");
        if is_root() {
            run(Command::new("chown").args(["-R", SERVER_USER]).arg(folder.path()));
        }
        let mut words = as_server_user();
        words.push(programs.join("initdb").display().to_string());
        let mut initdb = Command::new(&words[0]);
        initdb.args(&words[1..]).current_dir("/").arg("-D").arg(&data).args(["-U", USER]);
        initdb.args(["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--wal-segsize=1"]);
        run(&mut initdb);
        let settings = "fsync = off\nfull_page_writes = off\nshared_buffers = 16MB\nmax_wal_size = 64MB\n\
            min_wal_size = 4MB\nautovacuum = off\nlog_line_prefix = '%p '\n";
        let mut file = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf")).expect("a file");
        file.write_all(settings.as_bytes()).expect("a file");
        let unfinished = target.join("postgres-template.unfinished");
        let _ = fs::remove_dir_all(&unfinished);
        run(Command::new("cp").arg("-r").arg(&data).arg(&unfinished));
        fs::rename(&unfinished, &made).expect("a folder");
    }
    made
}

/// The target folder of the test that runs.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("the test's path");
    test.parent().and_then(Path::parent).expect("the target folder").to_owned()
}

/// The beginning of a command that the server's user runs.
fn as_server_user() -> Vec<String> {
    let words: &[&str] = if is_root() {
        &["setpriv", "--reuid", SERVER_USER, "--regid", SERVER_USER, "--clear-groups"]
    } else {
        &["env"]
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn run(command: &mut Command) -> Output {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    done
}
