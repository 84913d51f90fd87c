import os

BUILD = os.environ["BUILD_VERSION"]
