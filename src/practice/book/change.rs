//! What a change of plan does to a session: its slots are others, those kept for the day are, or there is no such session
//! any more. Whoever is booked stays; `replan` says which sessions change.

use super::Book;

impl Book {
    /// Is this a session that was opened with slots of its own?
    pub fn has_own_slots(&self, day: u32, person: usize, half: usize) -> bool {
        self.opened[self.at(day, person) * 2 + half][0] > 0
    }

    /// A session that will be held has so many slots of its own from now on: those it had not are opened, and free ones
    /// beyond them are taken off. Those kept for the day are others, where the day's have not been released: of a session
    /// with as many slots as before only if what is kept has changed.
    pub fn change_slots(&mut self, day: u32, person: usize, half: usize, own: usize, embargoed: &[bool], anew: bool) {
        let at = self.at(day, person) * 2 + half;
        let [had, added] = self.opened[at].map(usize::from);
        if own == had && !anew {
            return;
        }
        if own != had {
            // What freed time has added stays, as far as the session has room for it.
            let fits = added.min(embargoed.len().saturating_sub(own));
            let (had, has) = (had + added, own + fits);
            self.note_opened(day, person, half, [own, fits]);
            self.close_slots(day, person, half, has);
            for slot in had..has.min(self.half) {
                if self.need_in(day, person, half * self.half + slot).is_none() {
                    self.open_slots(day, person, half, slot..slot + 1, &[]);
                }
            }
        }
        if day >= self.released_until {
            self.keep_for_the_day(day, person, half, embargoed);
        }
    }

    /// Of the free and held slots of a session these are held, and the others free, from now on.
    fn keep_for_the_day(&mut self, day: u32, person: usize, half: usize, embargoed: &[bool]) {
        for word in 0..self.words {
            let [of_word, kept] = self.kept_in(word, half, 0..self.half, embargoed);
            let at = self.word(day, word, person);
            let (to_hold, to_free) = (self.free[at] & kept, self.held[at] & of_word & !kept);
            if to_hold | to_free == 0 {
                continue;
            }
            self.free[at] = self.free[at] & !to_hold | to_free;
            self.held[at] = self.held[at] & !to_free | to_hold;
            if self.free[at] == 0 { self.may_be_full(day, person) } else { self.freed(day, person) }
        }
    }

    /// A session is no more: nobody else is booked into it, and it is held only for those who are.
    pub fn give_up_session(&mut self, day: u32, person: usize, half: usize) {
        if !self.has_session(day, person, half) {
            return;
        }
        self.note_opened(day, person, half, [0; 2]);
        self.close_session(day, person, half);
        let mut slots = half * self.half..(half + 1) * self.half;
        if !slots.any(|slot| self.need_in(day, person, slot).is_some()) {
            let at = self.at(day, person);
            self.sessions[at] &= !(1 << half);
        } else {
            self.outlived.push((day, person, half));
        }
    }

    /// Sessions that were given up and are held to their end for those booked into them: day, person and half, some of
    /// days that have passed. Told once: whoever asks gives them up again.
    pub fn take_outlived(&mut self) -> Vec<(u32, usize, usize)> {
        std::mem::take(&mut self.outlived)
    }

    /// Have slots kept for the day become others, now or before, while somebody may have had them?
    pub fn keeps_others_for_the_day(&mut self, now: bool) -> bool {
        self.keeps_others_for_the_day |= now;
        self.keeps_others_for_the_day
    }
}
