"""A marca que separa um banco de demonstração de um de verdade."""

from django.db import models


class Marca(models.Model):
    """Existe só em banco de demonstração; sem ela, nada aqui escreve."""

    criada_em = models.DateTimeField("criada em", auto_now_add=True)
    vazia = models.BooleanField("sem implantações")

    class Meta:
        verbose_name = "marca da demonstração"
        verbose_name_plural = "marcas da demonstração"

    def __str__(self):
        return f"demonstração criada em {self.criada_em:%d/%m/%Y}"
