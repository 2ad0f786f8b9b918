//! Every attack of `cors_tests::attacks`, and all of them once more in a program that a panic ends.

macro_rules! test_each {
    ($($module:ident: $($name:ident)+;)+) => {
        $(mod $module {
            $(#[actix_web::test]
            async fn $name() {
                cors_tests::attacks::$module::$name().await;
            })+
        })+
    };
}

cors_tests::for_each_attack!(test_each);
