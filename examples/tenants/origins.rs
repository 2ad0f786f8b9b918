//! Whose pages may read what a tenant has.

use std::error::Error;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix_web::dev::RequestHead;
use cors_actix::Origin;

use super::cache::Cache;
use super::database::Database;

/// A predicate is a function, and sees nothing of the application but what is static.
static ORIGINS: OnceLock<Origins> = OnceLock::new();

struct Origins {
    database: Database,
    cache: Cache,
}

/// Opens the database.
pub(super) fn open(file: &Path, keep: Duration) -> Result<(), Box<dyn Error>> {
    let origins = Origins { database: Database::open(file)?, cache: Cache::new(keep) };
    ORIGINS.set(origins).map_err(|_| "there is a database already".into())
}

/// Whether the origin is one of the tenant that the request is about. Without an answer of the database, it is not.
pub(super) async fn admits(origin: &Origin<'_>, head: &RequestHead) -> bool {
    let (Some(origins), Some(tenant)) = (ORIGINS.get(), tenant(head)) else { return false };
    let listed = match origins.of(tenant).await {
        Ok(listed) => listed,
        Err(error) => {
            eprintln!("tenants: nobody is admitted, because the database failed: {error}");
            return false;
        }
    };
    listed.iter().any(|listed| listed == origin.as_str())
}

impl Origins {
    async fn of(&self, tenant: &str) -> Result<Arc<[String]>, Box<dyn Error>> {
        if let Some(known) = self.cache.get(tenant, Instant::now()) {
            return Ok(known);
        }
        let listed = self.database.origins(tenant.to_owned()).await?;
        self.cache.put(tenant, Arc::clone(&listed), Instant::now());
        Ok(listed)
    }
}

/// The first segment of the path, if it may be a tenant's name.
fn tenant(head: &RequestHead) -> Option<&str> {
    const LONGEST: usize = 64;
    let name = head.uri.path().split('/').nth(1)?;
    let is_name = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(name)
}
