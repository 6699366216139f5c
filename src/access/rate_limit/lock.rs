//! What all handlers of a program share: behind a mutex where there is std, and so threads; else in a cell, which threads cannot share.

#[cfg(feature = "std")]
type Inner<T> = std::sync::Mutex<T>;
#[cfg(not(feature = "std"))]
type Inner<T> = core::cell::RefCell<T>;

#[derive(Debug)]
pub(super) struct Lock<T>(Inner<T>);

impl<T> Lock<T> {
    pub(super) fn new(value: T) -> Lock<T> {
        Lock(Inner::new(value))
    }

    /// `run` must not come back to the same lock.
    #[cfg(feature = "std")]
    pub(super) fn with<R>(&self, run: impl FnOnce(&mut T) -> R) -> R {
        // What is counted stays good, whoever has panicked meanwhile.
        run(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    #[cfg(not(feature = "std"))]
    pub(super) fn with<R>(&self, run: impl FnOnce(&mut T) -> R) -> R {
        run(&mut self.0.borrow_mut())
    }
}
