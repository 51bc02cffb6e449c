from django.urls import path

from seicidades.correio import views

app_name = "correio"
urlpatterns = [
    path("", views.CaixaView.as_view(), name="caixa"),
    path("<int:pk>/", views.MensagemView.as_view(), name="mensagem"),
]
