# Each command does its own set-up on a fresh Debian 12/13 or Ubuntu 24.04; see gis_server/setup.
PYTHON ?= python3

.PHONY: demo demo-real test check bench bless lock packages
demo demo-real test check bench bless lock packages:
	@$(PYTHON) gis_server/bootstrap.py $@ $(NAME) $(ARGS)
