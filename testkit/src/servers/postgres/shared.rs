//! One server for all test processes that are content with a database of their own: a server for each of a hundred
//! tests would take most of their time. The first process starts it. A small shell watches over it, and stops it when
//! no process has used it for some seconds.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Database, USER, answers, as_server_user, new_folder, programs, target};

/// Each process that uses the server holds a shared lock on the file $2, so whoever has it alone may stop the server,
/// whose folder is $1, and which $3 names to the others. It goes on in the background.
const WATCH: &str = r#"
folder=$1 users=$2 name=$3; shift 3
{
    "$@" </dev/null >>"$folder/log" 2>&1 &
    server=$!
    exec 9<"$users"
    while kill -0 "$server" 2>/dev/null; do
        flock --exclusive 9
        flock --unlock 9
        sleep 3
        if flock --exclusive --nonblock 9; then break; fi
    done
    rm -f "$name"
    kill -QUIT "$server" 2>/dev/null
    wait "$server"
    rm -rf "$folder"
} &
"#;

/// The folder of the server, for as long as this process lives.
struct Shared {
    folder: PathBuf,
    /// What keeps the server: the lock ends with the process.
    _use: File,
}

/// A new database on the server that all test processes share.
pub fn database() -> Database {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    static DATABASES: AtomicU32 = AtomicU32::new(0);
    let Shared { folder, .. } = SHARED.get_or_init(use_or_start);
    let name = format!("test_{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::Relaxed));
    let on = |name: &str| Database {
        host: folder.display().to_string(),
        port: super::SOCKET_PORT,
        name: name.to_owned(),
        user: USER.to_owned(),
    };
    on("postgres").sql(&format!("CREATE DATABASE {name}"));
    on(&name)
}

fn use_or_start() -> Shared {
    let target = target();
    let (users, name) = (target.join("postgres-shared.users"), target.join("postgres-shared.folder"));
    let using = File::create(&users).expect("a file");
    // While the watch stops a server, it has the lock alone.
    using.lock_shared().expect("a lock");
    let starting = File::create(target.join("postgres-shared.lock")).expect("a file");
    starting.lock().expect("a lock");
    if let Some(folder) =
        fs::read_to_string(&name).ok().map(PathBuf::from).filter(|folder| answers(folder, super::SOCKET_PORT))
    {
        return Shared { folder, _use: using };
    }
    let folder = start(&users, &name);
    fs::write(&name, folder.display().to_string()).expect("a file");
    Shared { folder, _use: using }
}

fn start(users: &Path, name: &Path) -> PathBuf {
    let programs = programs();
    let folder = new_folder(&programs, &[]);
    let mut command = Command::new("sh");
    command.arg("-c").arg(WATCH).arg("watch").args([&folder, users, name]).args(as_server_user());
    command.arg(programs.join("postgres")).arg("-D").arg(folder.join("data")).arg("-k").arg(&folder);
    command.args(["-c", "listen_addresses=", "-c", "max_connections=500", "-p", &super::SOCKET_PORT.to_string()]);
    // A group of its own: it outlives the process that starts it.
    command.process_group(0).current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(command.status().expect("sh runs").success());
    super::wait(&folder, super::SOCKET_PORT);
    folder
}
