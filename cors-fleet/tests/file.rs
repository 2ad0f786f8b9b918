//! The store of a file, as it is written, replaced, broken and deleted.

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use cors_fleet::{ErrorKind, Store};
use support::reports::Reports;
use support::wait_until;

const GOOD: &str = "[partners]\norigins = 'https://one.example'\n";
const OTHER: &str = "[partners]\norigins = 'https://two.example'\n";

/// A folder of its own for a test, with a policy file in it.
fn file(test: &str, content: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("file_{test}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("cors.toml");
    fs::write(&file, content).unwrap();
    file
}

fn rename_over(file: &Path, text: &str) {
    let new = file.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(new, file).unwrap();
}

fn allows(store: &Store, origin: &str) -> bool {
    store.handle("partners").unwrap().policy().allows(origin.as_bytes())
}

#[test]
fn a_renamed_and_a_rewritten_file_take_effect() {
    let reports = Reports::install();
    let path = file("renamed", GOOD);
    let store = Store::open(&path).unwrap();
    let handle = store.handle("partners").unwrap();
    assert!(handle.policy().allows(b"https://one.example"));

    rename_over(&path, OTHER);
    wait_until(|| handle.policy().allows(b"https://two.example"));
    fs::write(&path, GOOD).unwrap();
    wait_until(|| handle.policy().allows(b"https://one.example"));
    assert_eq!(store.version("partners"), Some(3));
    // The report comes after the policy.
    wait_until(|| reports.about(&path, "are in force").len() == 2);

    store.close();
    rename_over(&path, OTHER);
    thread::sleep(Duration::from_millis(1500));
    assert!(handle.policy().allows(b"https://one.example"), "a closed store changes nothing");
}

#[test]
fn a_wrong_file_is_reported_once_with_every_mistake() {
    let reports = Reports::install();
    let path = file("wrong", GOOD);
    let store = Store::open(&path).unwrap();
    assert!(allows(&store, "https://one.example"));
    rename_over(&path, "[partners]\norigins = 'https://two.example/'\nmax_age = '2d'\n[other]\norigin = '*'\n");
    wait_until(|| !reports.about(&path, "stay in force").is_empty());
    thread::sleep(Duration::from_millis(2500));
    let reported = reports.about(&path, "stay in force");
    assert_eq!(reported.len(), 1, "{reported:#?}");
    for mistake in [
        "has 3 mistakes",
        "partners.origins[0]: ",
        "help: write `https://two.example`",
        "partners.max_age: ",
        "unknown field `origin`",
    ] {
        assert!(reported[0].contains(mistake), "{}", reported[0]);
    }
    assert!(allows(&store, "https://one.example"));
    rename_over(&path, OTHER);
    wait_until(|| allows(&store, "https://two.example"));
}

#[test]
fn a_deleted_file_changes_nothing_and_may_come_back() {
    let reports = Reports::install();
    let path = file("deleted", GOOD);
    let store = Store::open(&path).unwrap();
    fs::remove_file(&path).unwrap();
    wait_until(|| reports.about(&path, "there is no file").len() == 1);
    assert!(allows(&store, "https://one.example") && store.away_for().is_some());
    fs::write(&path, OTHER).unwrap();
    wait_until(|| allows(&store, "https://two.example"));
    assert_eq!(store.away_for(), None);
}

#[test]
fn a_policy_in_use_cannot_be_removed_and_another_can() {
    let reports = Reports::install();
    let path = file("removed", "[partners]\norigins = '*'\n[unused]\norigins = '*'\n");
    let store = Store::open(&path).unwrap();
    assert!(allows(&store, "https://any.example"));
    rename_over(&path, "[unused]\norigins = '*'\n");
    wait_until(|| reports.about(&path, "`partners` is missing").len() == 1);
    rename_over(&path, OTHER);
    wait_until(|| allows(&store, "https://two.example"));
    wait_until(|| store.names() == ["partners"]);
}

#[test]
fn a_swapped_symbolic_link_takes_effect() {
    let path = file("config_map", GOOD);
    let folder = path.parent().unwrap();
    for (name, text) in [("..2026_01", GOOD), ("..2026_02", OTHER)] {
        fs::create_dir(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("cors.toml"), text).unwrap();
    }
    symlink("..2026_01", folder.join("..data")).unwrap();
    fs::remove_file(&path).unwrap();
    symlink("..data/cors.toml", &path).unwrap();
    let store = Store::open(&path).unwrap();
    assert!(allows(&store, "https://one.example"));
    symlink("..2026_02", folder.join("..data_tmp")).unwrap();
    fs::rename(folder.join("..data_tmp"), folder.join("..data")).unwrap();
    fs::remove_dir_all(folder.join("..2026_01")).unwrap();
    wait_until(|| allows(&store, "https://two.example"));
}

#[test]
fn a_target_in_another_folder_is_polled() {
    let target = file("polled_target", GOOD);
    let path = file("polled", GOOD);
    fs::remove_file(&path).unwrap();
    symlink(&target, &path).unwrap();
    let store = Store::open(&path).unwrap();
    rename_over(&target, OTHER);
    wait_until(|| allows(&store, "https://two.example"));
}

#[test]
fn half_of_a_file_is_not_taken_while_it_is_being_written() {
    let path = file("partial", GOOD);
    let store = Store::open(&path).unwrap();
    let whole =
        "[partners]\norigins = ['https://one.example', 'https://two.example']\n".to_owned() + &"# padding\n".repeat(30);
    for end in (0..whole.len()).step_by(20).chain([whole.len()]) {
        fs::write(&path, &whole[..end]).unwrap();
        thread::sleep(Duration::from_millis(10));
        assert!(allows(&store, "https://one.example"));
    }
    wait_until(|| allows(&store, "https://two.example"));
    assert_eq!(store.version("partners"), Some(2));
}

#[test]
fn a_store_does_not_open_with_mistakes() {
    let path = file("open", "[partners]\norigins = 'https://one.example/'\n");
    let error = Store::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPolicy);
    assert!(error.to_string().contains("help: write `https://one.example`"), "{error}");
    let error = Store::open(path.with_extension("none")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File);
    assert!(error.to_string().contains("there is no file"), "{error}");
    fs::write(&path, "# padding\n".repeat(500_000)).unwrap();
    let error = Store::open(&path).unwrap_err();
    assert!(error.to_string().contains("more than 4 MiB"), "{error}");
}
