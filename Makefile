# Each command does its own set-up on a fresh Debian 12/13 or Ubuntu 24.04; see gis_server/setup. `make help` lists them.
PYTHON ?= python3

.PHONY: demo demo-real dev test check bench bless changes lock packages help
demo demo-real dev test check bench bless changes lock packages help:
	@$(PYTHON) gis_server/bootstrap.py $@ $(NAME) $(if $(ARGS),-- $(ARGS))
