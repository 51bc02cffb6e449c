from django.urls import path

from seicidades.documentos import views

app_name = "documentos"
urlpatterns = [
    path("<uuid:arquivo_id>/", views.BaixarView.as_view(), name="baixar"),
]
