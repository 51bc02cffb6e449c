"""Os cinco atos da gestão documental e o que a cidade combinou de cada um."""

from django.db import models
from django.db.models import Q

from seicidades.comum.papeis import PAPEIS_MUNICIPAIS, Papel


class AtoDaTrilha(models.TextChoices):
    """Os cinco atos da gestão documental, na ordem em que um depende do outro."""

    LEI = "lei", "lei do arquivo público"
    SISTEMA = "sistema", "decreto do sistema municipal de arquivos"
    COMISSAO = "comissao", "portaria da comissão de avaliação"
    INSTRUMENTOS = "instrumentos", "decreto do plano de classificação e da tabela de temporalidade"
    EDITAL = "edital", "edital de ciência de eliminação"


PAPEIS = [(p.value, p.rotulo) for p in Papel if p in PAPEIS_MUNICIPAIS]


class CombinadoDoAto(models.Model):
    """Quem responde por um ato da gestão documental e para quando a cidade o combinou.

    Responde um papel, e com ele quem o exercer, ou alguém que se escreve à mão.
    """

    implantacao = models.ForeignKey(
        "fluxo.Implantacao",
        models.PROTECT,
        related_name="regulamentacao_combinados",
        verbose_name="implantação",
    )
    ato = models.CharField("ato", max_length=20, choices=AtoDaTrilha)
    papel = models.CharField("papel que responde", max_length=20, choices=PAPEIS, blank=True)
    nome = models.CharField("outra pessoa que responde", max_length=120, blank=True)
    data = models.DateField("combinado para", null=True, blank=True)
    dias_para_manifestacao = models.PositiveSmallIntegerField(
        "dias para manifestação", null=True, blank=True
    )

    class Meta:
        verbose_name = "combinado de um ato"
        verbose_name_plural = "combinados dos atos"
        ordering = ["implantacao", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["implantacao", "ato"],
                name="combinado_unico_do_ato",
                violation_error_message="O combinado deste ato já existe. Corrija o que há.",
            ),
            models.CheckConstraint(
                condition=Q(ato__in=AtoDaTrilha.values),
                name="combinado_de_ato_conhecido",
                violation_error_message="Este ato não é um dos cinco da gestão documental.",
            ),
            models.CheckConstraint(
                condition=Q(papel="") | Q(nome=""),
                name="combinado_com_um_responsavel",
                violation_error_message="Responde um papel ou outra pessoa. Escolha um dos dois.",
            ),
            models.CheckConstraint(
                condition=Q(dias_para_manifestacao=None)
                | Q(ato=AtoDaTrilha.EDITAL, dias_para_manifestacao__gte=1),
                name="combinado_com_dias_so_no_edital",
                violation_error_message="Só o edital tem prazo de manifestação, de 1 dia ou mais.",
            ),
        ]

    def __str__(self):
        return self.get_ato_display()
