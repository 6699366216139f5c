//! Follows loops, and what may end with an error.

use alloc::{vec, vec::Vec};

use super::path::{Flow, Path, forget};
use super::trace::Tracer;
use super::worth::Worth;
use crate::project::position::Position;
use crate::project::template::{Handler, Node, Target};
use crate::project::value::Value;

/// How often a loop over known items runs.
const MAX_ROUNDS: usize = 16;

impl Tracer<'_> {
    /// A loop. How often one runs that a request decides is a question of its own; twice stands for more, since what the body assigns
    /// may be anything in the second round. `last` is assigned whether a round is the last.
    pub(super) fn rounds(
        &mut self,
        last: Option<&Target>,
        target: &Target,
        over: &Worth,
        body: &[Node],
        at: Position,
        path: Path,
    ) -> Vec<Path> {
        let item = |worth: Worth| Worth::Made { params: worth.params() };
        let runs: Vec<Vec<Worth>> = match over {
            Worth::Known(Value::List(items)) if items.len() <= MAX_ROUNDS => {
                [items.iter().cloned().map(Worth::Known).collect()].into()
            }
            Worth::Known(_) | Worth::Names(_) => {
                return [Path { flow: Flow::Undecided("this loop is not followed", at), ..path }].into();
            }
            worth => {
                let once = item(worth.clone());
                // With a last one there are two kinds of rounds, and one before it that may be any but the first.
                let most = if last.is_some() { 3 } else { 2 };
                // A text that is split has one part at least.
                let least = if last.is_some() && matches!(worth, Worth::List { .. }) { 1 } else { 0 };
                (least..=most).map(|len| vec![once.clone(); len]).collect()
            }
        };
        let several = runs.len() > 1;
        let mut done = Vec::new();
        let mut rest: Vec<Path> = [path].into();
        let final_run = runs.len().saturating_sub(1);
        for (index, run) in runs.into_iter().enumerate() {
            let (chosen, others): (Vec<Path>, Vec<Path>) = if several && index < final_run {
                let forks: Vec<(Path, bool)> =
                    rest.into_iter().flat_map(|path| self.wonder(path, &over.params(), at)).collect();
                let (yes, no): (Vec<_>, Vec<_>) = forks.into_iter().partition(|(_, yes)| *yes);
                (yes.into_iter().map(|(path, _)| path).collect(), no.into_iter().map(|(path, _)| path).collect())
            } else {
                (rest, Vec::new())
            };
            rest = others;
            let mut paths = chosen;
            let len = run.len();
            for (round, worth) in run.into_iter().enumerate() {
                for path in &mut paths {
                    if path.flow == Flow::Go {
                        if several && round > 0 {
                            forget(body, path);
                        }
                        if let Some(last) = last {
                            let is_last = round.saturating_add(1) == len;
                            self.assign(last, &Worth::Known(Value::Bool(is_last)), path);
                        }
                        self.assign(target, &worth, path);
                    }
                }
                paths = self.nodes(body, paths);
                for path in &mut paths {
                    if path.flow == Flow::Continue {
                        path.flow = Flow::Go;
                    }
                }
            }
            for path in &mut paths {
                if path.flow == Flow::Break {
                    path.flow = Flow::Go;
                }
            }
            done.extend(paths);
        }
        done
    }

    pub(super) fn attempt(
        &mut self,
        body: &[Node],
        handlers: &[Handler],
        otherwise: Option<&[Node]>,
        finally: Option<&[Node]>,
        path: Path,
    ) -> Vec<Path> {
        let mut done = Vec::new();
        // What is not followed may end with an error, too. What the body has written until then is not known.
        let mut ends = Vec::new();
        if let (Some(first), Some(handler)) = (body.first(), handlers.first()) {
            for (path, fails) in self.wonder(path, &[], first.at) {
                if fails {
                    done.extend(self.nodes(&handler.body, [path].into()));
                } else {
                    ends.push(path);
                }
            }
        } else {
            ends.push(path);
        }
        for mut path in self.nodes(body, ends) {
            match (path.flow, handlers.first()) {
                (Flow::Fail, Some(handler)) => {
                    path.flow = Flow::Go;
                    done.extend(self.nodes(&handler.body, [path].into()));
                }
                (Flow::Go, _) => done.extend(self.nodes(otherwise.unwrap_or_default(), [path].into())),
                _ => done.push(path),
            }
        }
        self.nodes(finally.unwrap_or_default(), done)
    }
}
