//! Work that is the cheaper the more requests share it.

use tokio::sync::mpsc;

/// So many share enough: more would only wait longer, and what is known of them leaves the processor's cache.
const ENOUGH: usize = 64;

/// Adds to `batch` what is sent by the tasks that are ready to run: they run first, and as long as they add something,
/// those that have become ready meanwhile, until there are enough. It waits for nobody: with one request under way, it
/// costs next to nothing.
pub(crate) async fn gather<T>(waiting: &mut mpsc::Receiver<T>, batch: &mut Vec<T>) {
    let mut before = 0;
    while before < batch.len() && batch.len() < ENOUGH {
        before = batch.len();
        tokio::task::yield_now().await;
        while batch.len() < ENOUGH
            && let Ok(another) = waiting.try_recv()
        {
            batch.push(another);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_takes_what_ready_tasks_send_and_waits_for_nobody() {
        let (sender, mut waiting) = mpsc::channel(64);
        for number in 0..10_u32 {
            let sender = sender.clone();
            tokio::spawn(async move {
                // Each comes one turn later than the one before.
                for _ in 0..number {
                    tokio::task::yield_now().await;
                }
                sender.send(number).await
            });
        }
        let mut batch = vec![waiting.recv().await.expect("the first")];
        gather(&mut waiting, &mut batch).await;
        assert_eq!(batch, (0..10).collect::<Vec<_>>());
        gather(&mut waiting, &mut batch).await;
        assert_eq!(batch.len(), 10, "nobody else comes");
    }

    #[tokio::test]
    async fn it_takes_no_more_than_enough() {
        let (sender, mut waiting) = mpsc::channel(2 * ENOUGH);
        for number in 0..2 * ENOUGH {
            sender.send(number).await.expect("room");
        }
        let mut batch = vec![waiting.recv().await.expect("the first")];
        gather(&mut waiting, &mut batch).await;
        assert_eq!((batch.len(), waiting.len()), (ENOUGH, ENOUGH));
    }
}
