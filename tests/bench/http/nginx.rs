//! nginx with the published files, for comparison: the program that operators would serve them with.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Child;

use crate::processors;
use crate::served::Served;

/// Starts it on these processors, with what is in the folder; `None` if it is not installed.
pub(crate) fn start(processors: &str, folder: &Path) -> Option<(Served, Child)> {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let at = socket.local_addr().expect("an address");
    drop(socket);
    let here = folder.display();
    let configuration = format!(
        "daemon off; master_process off; pid {here}/pid; error_log {here}/errors;\n\
         events {{ worker_connections 1024; }}\n\
         http {{\n\
           access_log off; sendfile on; tcp_nodelay on; open_file_cache max=100; keepalive_requests 100000000;\n\
           client_body_temp_path {here}/t1; proxy_temp_path {here}/t2; fastcgi_temp_path {here}/t3;\n\
           uwsgi_temp_path {here}/t4; scgi_temp_path {here}/t5; default_type application/cose;\n\
           server {{ listen {at}; root {here}; add_header cache-control \"public, max-age=60\"; }}\n\
         }}\n"
    );
    std::fs::write(folder.join("nginx.conf"), configuration).expect("a configuration");
    let mut command = processors::command_on(processors, "nginx");
    let mut process =
        command.arg("-c").arg(folder.join("nginx.conf")).arg("-e").arg(folder.join("errors")).spawn().ok()?;
    while TcpStream::connect(at).is_err() {
        if process.try_wait().expect("a process").is_some() {
            return None;
        }
        std::thread::yield_now();
    }
    let pids = vec![i32::try_from(process.id()).expect("a number")];
    Some((Served { at, pids }, process))
}
