"""The portal's addresses and those of the anchors."""

from django.urls import include, path

from bench import anchors

urlpatterns = [
    path("bench/plain/", anchors.plain),
    path("bench/cpu/", anchors.cpu),
    path("bench/empty/", anchors.empty),
    path("bench/minimal/", anchors.minimal),
    path("bench/admin/", anchors.admin.urls),
    path("", include("carp.urls")),
]
