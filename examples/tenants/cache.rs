//! What the database has said lately.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The origins of tenants, each until it expires.
pub(super) struct Cache {
    keep: Duration,
    tenants: Mutex<HashMap<String, Kept>>,
}

struct Kept {
    origins: Arc<[String]>,
    until: Instant,
}

impl Cache {
    const LARGEST: usize = 1000;

    pub(super) fn new(keep: Duration) -> Self {
        Cache { keep, tenants: Mutex::default() }
    }

    pub(super) fn get(&self, tenant: &str, now: Instant) -> Option<Arc<[String]>> {
        self.lock().get(tenant).filter(|kept| now < kept.until).map(|kept| Arc::clone(&kept.origins))
    }

    /// Keeps the origins of a tenant, and forgets others if there are too many.
    pub(super) fn put(&self, tenant: &str, origins: Arc<[String]>, now: Instant) {
        let mut tenants = self.lock();
        if tenants.len() >= Self::LARGEST {
            tenants.retain(|_, kept| now < kept.until);
        }
        // Whoever asks for tenants that there are not cannot fill the memory; the others are asked for again.
        if tenants.len() >= Self::LARGEST {
            tenants.clear();
        }
        tenants.insert(tenant.to_owned(), Kept { origins, until: now + self.keep });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_has_expired_is_forgotten() {
        let (cache, start) = (Cache::new(10 * SECOND), Instant::now());
        cache.put("acme", Arc::new(["https://acme.example".to_owned()]), start);
        assert!(cache.get("acme", start + 9 * SECOND).is_some());
        assert!(cache.get("acme", start + 10 * SECOND).is_none());
        assert!(cache.get("other", start).is_none());
    }

    #[test]
    fn it_never_grows_beyond_its_bound() {
        let (cache, start) = (Cache::new(SECOND), Instant::now());
        for number in 0..5 * Cache::LARGEST {
            cache.put(&number.to_string(), Arc::new([]), start);
            assert!(cache.lock().len() <= Cache::LARGEST);
            assert!(cache.get(&number.to_string(), start).is_some());
        }
    }
}
