//! Which origins may read what a tenant has.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, web};
use cors_actix::Origin;

use super::cache::Cache;
use super::database::Database;

/// The origins of all tenants, in the data of the application.
pub(super) struct Origins {
    database: Database,
    cache: Cache,
}

/// Checks whether the origin belongs to the tenant that the request is about. If the database fails, it does not.
pub(super) async fn admits(origin: &Origin<'_>, request: &HttpRequest) -> bool {
    let origins = request.app_data::<web::Data<Origins>>();
    let (Some(origins), Some(tenant)) = (origins, tenant(request)) else { return false };
    let listed = match origins.of(tenant).await {
        Ok(listed) => listed,
        Err(error) => {
            eprintln!("tenants: no origin is admitted, because the database failed: {error}");
            return false;
        }
    };
    listed.iter().any(|listed| listed == origin.as_str())
}

impl Origins {
    /// Opens the database.
    pub(super) fn open(file: &Path, keep: Duration) -> Result<Self, Box<dyn Error>> {
        Ok(Origins { database: Database::open(file)?, cache: Cache::new(keep) })
    }

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
fn tenant(request: &HttpRequest) -> Option<&str> {
    const LONGEST: usize = 64;
    let name = request.path().split('/').nth(1)?;
    let is_name = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(name)
}
