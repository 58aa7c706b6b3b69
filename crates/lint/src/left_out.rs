//! Mistakes that are known and have no rule, as no source shows them.

/// A mistake without a rule.
#[derive(Clone, Copy, Debug)]
pub struct LeftOut {
    /// What is done wrong.
    pub mistake: &'static str,
    /// Why nothing that is read here shows it.
    pub reason: &'static str,
}

/// All of them.
pub fn left_out() -> &'static [LeftOut] {
    LEFT_OUT
}

static LEFT_OUT: &[LeftOut] = &[
    LeftOut {
        mistake: "A describe call with a ScalableDimension and without a ResourceId",
        reason: "It is a mistake of a call that only asks, and neither configurations nor descriptions keep the calls that were made; the service says at once that ResourceId is missing.",
    },
    LeftOut {
        mistake: "The linked role of Application Auto Scaling may not call GET and PATCH of a custom resource on AWS",
        reason: "Who may call an API is decided by its resource policy, the policies of roles and those of the organization together, and none of them is in what is read here; for Ebbtide itself EBB066 sees it.",
    },
];
