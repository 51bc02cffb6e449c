"""Testes de que o município alcança o SEI, e o SEI alcança o município."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cadastros.models.campos import VAZIO, EntradaDeLista, arquivo, autor, implantacao


class TipoDeTeste(EntradaDeLista):
    """Um teste da lista: o que se tenta, o que se espera e o que fazer se falhar."""

    titulo = models.CharField("teste", max_length=120)
    como_fazer = models.TextField("como fazer")
    esperado = models.TextField("resultado esperado")
    se_falhar = models.TextField("se falhar")
    so_com_diretorio = models.BooleanField("só com diretório", default=False)

    class Meta:
        verbose_name = "tipo de teste"
        verbose_name_plural = "tipos de teste"
        ordering = ("ordem", "chave")

    def __str__(self):
        return self.titulo


class ResultadoDoTeste(models.TextChoices):
    OK = "ok", "Funcionou"
    FALHOU = "falhou", "Falhou"
    NAO_SE_APLICA = "nao_se_aplica", "Não se aplica aqui"


class TesteDeConectividade(models.Model):
    """Uma execução de um teste. Vale a última; as anteriores contam a história."""

    implantacao = implantacao("testes")
    tipo = models.ForeignKey(
        TipoDeTeste, models.PROTECT, related_name="execucoes", verbose_name="teste"
    )
    resultado = models.CharField("resultado", max_length=15, choices=ResultadoDoTeste.choices)
    executado_em = models.DateField("data do teste")
    executor = models.CharField("quem testou", max_length=120)
    evidencia = models.TextField("o que se viu", blank=True)
    arquivo = arquivo()
    registrado_por = autor("registrado por")
    registrado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "teste de conectividade"
        verbose_name_plural = "testes de conectividade"
        ordering = ("implantacao", "tipo", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(resultado__in=ResultadoDoTeste.values), name="teste_resultado_conhecido"
            ),
            models.CheckConstraint(
                condition=~Q(evidencia=VAZIO)
                | Q(arquivo__isnull=False) & ~Q(resultado=ResultadoDoTeste.NAO_SE_APLICA),
                name="teste_com_evidencia",
                violation_error_message="Conte o que se viu ou anexe um arquivo.",
            ),
        ]

    def __str__(self):
        return f"{self.tipo}: {self.get_resultado_display()}"
