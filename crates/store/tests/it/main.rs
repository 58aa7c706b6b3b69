//! The store from outside: what is answered is on disk, and what goes wrong is said.

#[cfg(test)]
mod durability;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod group_commit;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod support;
