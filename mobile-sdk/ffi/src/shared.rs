use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value of the core that several threads of an app may use. A call waits for the one before it, and for nothing
/// else.
#[derive(Debug)]
pub(crate) struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// The value. A call that has panicked, which no input makes happen, does not end the calls after it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_after_one_that_has_panicked_are_answered() {
        let shared = Shared::new(1);
        std::thread::scope(|scope| {
            let ended = scope.spawn(|| {
                let mut value = shared.lock();
                *value = 2;
                panic!("as a defect would");
            });
            ended.join().expect_err("it panics");
        });
        assert_eq!(*shared.lock(), 2);
    }
}
