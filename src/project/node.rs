//! The nodes of a project's pipes, and which of them a name in the SQL of one stands for.

use crate::project::datafile::{Pipe, PipeNode};

/// A node: the index of its pipe, and its own in that pipe.
pub(crate) type NodeId = (usize, usize);

/// The node, and its pipe.
pub(crate) fn node(pipes: &[Pipe], (pipe, node): NodeId) -> Option<(&Pipe, &PipeNode)> {
    let pipe = pipes.get(pipe)?;
    Some((pipe, pipe.nodes.get(node)?))
}

/// The node whose result is the pipe's: that with a type, else the last.
pub(crate) fn output_of(pipes: &[Pipe], pipe: usize) -> Option<NodeId> {
    let nodes = &pipes.get(pipe)?.nodes;
    let typed = nodes.iter().position(|node| node.kind.is_some());
    Some((pipe, typed.or(nodes.len().checked_sub(1))?))
}

/// What a name in a node's SQL stands for, if it is a node: one of the same pipe, or that with the result of another.
pub(crate) fn named(pipes: &[Pipe], (pipe, node): NodeId, name: &str) -> Option<NodeId> {
    let here = pipes.get(pipe)?;
    let sibling = here.nodes.iter().enumerate().find(|(index, other)| *index != node && other.name == name);
    if let Some((index, _)) = sibling {
        return Some((pipe, index));
    }
    let other = pipes.iter().position(|other| other.name == name).filter(|other| *other != pipe)?;
    output_of(pipes, other)
}
