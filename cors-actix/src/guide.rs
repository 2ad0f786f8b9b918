// The pages of the guide, which can be read in the repository, too. There their links lead to files; here those of
// `links.md` come first, and the first definition of a link is the one that counts.
#![doc = include_str!("../guide/links.md")]
#![doc = include_str!("../guide/README.md")]

macro_rules! pages {
    ($($page:ident)+) => {
        $(
            #[doc = include_str!("../guide/links.md")]
            #[doc = include_str!(concat!("../guide/", stringify!($page), ".md"))]
            pub mod $page {}
        )+
    };
}

pages! {
    getting_started
    arguments
    authentication
    who_may_send
    caching
    run_time
    previews
    testing
    gateways
    security
    why_was_i_blocked
    coming_from
}
