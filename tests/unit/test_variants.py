"""Articles with words replaced by ones like them, for a teacher to tag."""

import random

import numpy as np

from training.variants import alike_pieces, similar_words, vary

SIMILAR = {"said": ("stated", "remarked"), "senator": ("governor",), "usa": ("canada",)}


def test_words_are_like_those_whose_vectors_point_where_theirs_do():
    numbers = {"the": 1996, "said": 3000, "stated": 3001, "table": 3002, "##ing": 3003, "to": 3004, "desk": 3005}
    table = np.zeros((3006, 4), dtype=np.float32)
    table[[1996, 3000, 3001, 3003]] = (1, 0, 0, 0)
    table[3001, 3] = 0.4
    table[3002] = (0, 1, 0, 0)
    table[3005] = (0, 0, 1, 0)
    assert similar_words(numbers, table) == {"said": ("stated",), "stated": ("said",)}


def test_all_words_that_have_others_like_them_are_replaced_and_keep_their_capitals():
    found = vary("The Senator said: “USA!”", SIMILAR, 1.0, random.Random(1))
    assert found in ("The Governor stated: “CANADA!”", "The Governor remarked: “CANADA!”")


def test_a_share_of_none_leaves_the_text_as_it_is():
    assert vary("The Senator said so.", SIMILAR, 0.0, random.Random(1)) == "The Senator said so."


def test_about_as_many_are_replaced_as_the_share_says():
    found = vary("said " * 1000, SIMILAR, 0.3, random.Random(1)).split()
    assert len(found) == 1000
    assert 250 < sum(word != "said" for word in found) < 350


def test_words_inside_others_and_marks_stay():
    assert vary("unsaid, he-said's senators", SIMILAR, 1.0, random.Random(1)).startswith("unsaid, he-")
    assert vary("senators", SIMILAR, 1.0, random.Random(1)) == "senators"


def test_alike_pieces_are_the_similar_words_by_their_numbers():
    numbers = {"said": 3000, "stated": 3001, "table": 3002}
    table = np.zeros((3003, 3), dtype=np.float32)
    table[3000], table[3001], table[3002] = (1, 0, 0), (1, 0.2, 0), (0, 0, 1)
    alike = alike_pieces(numbers, table)
    assert alike.shape[0] == len(table)
    assert alike[3000].tolist()[:2] == [3001, 0]
    assert not alike[3002].any()
