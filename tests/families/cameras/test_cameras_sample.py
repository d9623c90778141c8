"""The sample's cameras: on home ground, known apart, with a view that fits their kind."""

import shapely

from boundaries.sample import REFORM, country
from layers.cameras.sample import camera_rows


def test_all_300_cameras_stand_on_home_ground_and_some_on_the_archipelago() -> None:
    communes = country().level(REFORM, "commune")
    far = next(u for u in communes if u.terrain == "far")
    made = camera_rows(97, [(u.full_name, u.shape, u.people) for u in communes], far.full_name)
    assert len(made) == len({r["code"] for r in made}) == len({r["name"] for r in made}) == 300
    owner = {u.full_name: u.shape for u in communes}
    for row in made:
        place = row["place"].split(", ", 1)[1]
        assert owner[place].covers(shapely.Point(float(row["lon"]), float(row["lat"])))
    assert sum(row["place"].endswith(far.full_name) for row in made) == 5
    assert all(row["heading"] == "" or 0 <= float(row["heading"]) < 360 for row in made)
    assert all(0 < float(row["view_deg"]) <= 360 and float(row["reach_m"]) > 0 for row in made)
