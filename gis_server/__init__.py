"""The only web server and command line of the platform."""
