//! In which order they ask.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::REQUESTERS;

/// Every order of all four.
pub static ORDERS: LazyLock<Vec<[Option<&'static str>; 4]>> = LazyLock::new(|| {
    let mut orders = BTreeSet::new();
    for a in 0..4 {
        for b in 0..4 {
            for c in 0..4 {
                let order = [a, b, c, 6_usize.wrapping_sub(a + b + c)];
                if BTreeSet::from(order) == BTreeSet::from([0, 1, 2, 3]) {
                    orders.insert(order);
                }
            }
        }
    }
    orders.into_iter().map(|order| order.map(|index| REQUESTERS[index])).collect()
});

#[test]
fn there_are_24_orders() {
    assert_eq!(BTreeSet::from_iter(&*ORDERS).len(), 24);
}

/// Orders of many: each element comes first once, and what follows is another order each time.
pub fn some_orders<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    let order = |first: usize| {
        let mut rest = all.to_vec();
        let mut order = vec![rest.remove(first)];
        let mut state = first;
        while !rest.is_empty() {
            state = (state * 5 + 3) % 4096;
            order.push(rest.remove((state >> 3) % rest.len()));
        }
        order
    };
    (0..all.len()).map(order).collect()
}
