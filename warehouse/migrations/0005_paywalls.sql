-- Whether an article is behind a paywall, as its page says; of articles that are there already nobody asked.

ALTER TABLE articles ADD COLUMN "is_paywalled" BOOLEAN;
