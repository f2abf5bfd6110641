//! What is attested and not signed: that an organisation consented by other means, that a text is a translation.

use std::collections::BTreeMap;

use crate::chain::{Chain, Flaw, Link};
use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::record::attestation::Attestation;
use crate::record::roll::RelationKind;
use crate::record::translation::Translation;
use crate::text::Line;
use crate::tree::Folder;
use crate::trust::Standing;
use crate::verify::RollReport;
use crate::verify::parties::{Lapsed, Parties};

/// What the convener says of an organisation's consent to a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The newest valid attestation, and the digest of its record.
    pub attested: Option<(Attestation, Digest)>,
    /// Why it does not count, if it does not.
    pub lapsed: Option<Lapsed>,
}

/// What a party says of a text that is published as a translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translated {
    /// Who answers for it.
    pub translator: Id,
    /// The translator's name in its newest keys record, if it has one.
    pub name: Option<Line>,
    /// How well the translator's keys are known.
    pub standing: Standing,
    /// The newest valid attestation: the claimed day, and the digest of the record.
    pub given: Option<(Date, Digest)>,
    /// Why it does not count, if it does not.
    pub lapsed: Option<Lapsed>,
}

impl Parties {
    /// The attestations in `folder` of the consent of `id` to the text with the digest `text`, by the `convener`.
    pub(crate) fn attestations(
        &self,
        id: &Id,
        convener: &Id,
        text: Option<Digest>,
        folder: &Folder,
    ) -> Chain<Attestation> {
        self.said(convener, text, folder, |attestation: &Attestation| {
            if attestation.signatory != *id {
                return Err(Flaw::OtherParty(attestation.signatory.clone()));
            }
            match attestation.convener == *convener {
                true => Ok(()),
                false => Err(Flaw::NotConvener(attestation.convener.clone())),
            }
        })
    }

    /// The attestations in `folder` by `translator` that the text with the digest `text` is a translation.
    pub(crate) fn translations(
        &self,
        translator: &Id,
        text: Option<Digest>,
        folder: &Folder,
    ) -> Chain<Translation> {
        self.said(translator, text, folder, |translation: &Translation| {
            match translation.translator == *translator {
                true => Ok(()),
                false => Err(Flaw::OtherParty(translation.translator.clone())),
            }
        })
    }

    /// Whether the state of a chain of attested translations counts under `roll`.
    ///
    /// # Errors
    /// Why it does not.
    pub(crate) fn translates(&self, roll: &RollReport, chain: &Chain<Translation>) -> Result<(), Lapsed> {
        let Some(Link { record, .. }) = self.still_says(chain)? else { return Ok(()) };
        if self.is_demonstration(&record.translator) && !self.is_demonstration(&roll.convener) {
            return Err(Lapsed::Demonstration);
        }
        let relation = roll.relation.as_ref().filter(|relation| relation.kind == RelationKind::Translates);
        if relation.is_none_or(|relation| relation.text != record.original) {
            return Err(Lapsed::OtherOriginal(record.original));
        }
        if roll.language != record.language.as_str() {
            return Err(Lapsed::OtherLanguage(record.language.as_str().to_owned()));
        }
        Ok(())
    }

    /// What each of those in `folders` says of the text with the digest `text`, which `roll` publishes.
    pub(super) fn translated(
        &self,
        roll: &RollReport,
        text: Option<Digest>,
        folders: &BTreeMap<Id, Folder>,
    ) -> Vec<Translated> {
        let each = folders.iter().map(|(translator, folder)| {
            let chain = self.translations(translator, text, folder);
            Translated {
                translator: translator.clone(),
                name: self.name(translator).cloned(),
                standing: match self.standing(translator) {
                    Ok(standing) => standing,
                    Err(_) if self.is_demonstration(translator) => Standing::Demonstration,
                    Err(_) => Standing::SelfPublished,
                },
                given: chain.state().map(|link| (link.record.date, link.digest)),
                lapsed: self.translates(roll, &chain).err(),
            }
        });
        each.collect()
    }
}
