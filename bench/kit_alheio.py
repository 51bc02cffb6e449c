"""A mesma importação pelo django-import-export, com as mesmas regras e a mesma cifra.

Duas maneiras, cada uma com a prévia (`dry_run`) e a gravação, como no admin dele:

- `comum`: procura a linha que já existe, mostra a diferença e grava uma a uma;
- `em_lotes`: o que a documentação dele manda quando há pressa, sem diferença
  nem procura.

As regras são as nossas, chamadas sobre o arquivo inteiro: se fossem reescritas
nos campos dele, custariam mais.
"""

import tablib
from import_export import resources
from import_export.instance_loaders import CachedInstanceLoader

from cadastros.models import Carga, LinhaDeUnidade, LinhaDeUsuario, TipoDeCarga
from cadastros.servicos.leitura import LEIAUTES, unidades_conhecidas
from cadastros.servicos.linhas import COLUNAS
from cadastros.sigilo import cifrar_cpfs
from cadastros.validacao import Leitura, Linha, examinar_unidades, examinar_usuarios, limpar


class ComProblemas(Exception):
    """A conferência achou erros; nada se grava."""


class _Recurso(resources.ModelResource):
    class Meta:
        import_id_fields = ("sigla",)
        instance_loader_class = CachedInstanceLoader
        use_transactions = True
        skip_unchanged = True

    def __init__(self, carga: Carga):
        super().__init__()
        self.carga = carga

    def get_queryset(self):
        return super().get_queryset().filter(carga=self.carga)

    def before_import(self, dataset, **kwargs):
        linhas = (Linha(n, list(map(limpar, celulas))) for n, celulas in enumerate(dataset, 2))
        conferencia = self.conferir(Leitura(tuple(linhas), ()))
        if not conferencia.aceita:
            raise ComProblemas(str(conferencia.erros[:3]))
        self.cpfs = {r.linha: cpf for r in conferencia.registros if (cpf := getattr(r, "cpf", ""))}

    def before_import_row(self, row, row_number=None, **kwargs):
        row["linha"] = row_number + 1

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.carga = self.carga


class Unidades(_Recurso):
    class Meta:
        model = LinhaDeUnidade
        fields = COLUNAS[TipoDeCarga.UNIDADES]

    def conferir(self, leitura):
        return examinar_unidades(leitura)


class Usuarios(_Recurso):
    class Meta:
        model = LinhaDeUsuario
        fields = COLUNAS[TipoDeCarga.USUARIOS]

    def conferir(self, leitura):
        return examinar_usuarios(leitura, unidades_conhecidas(self.carga.implantacao))


class _EmLotes:
    use_bulk = True
    batch_size = 1000
    skip_diff = True
    skip_html_diff = True
    skip_unchanged = False
    force_init_instance = True


class UnidadesEmLotes(Unidades):
    class Meta(_EmLotes):
        pass


class UsuariosEmLotes(Usuarios):
    class Meta(_EmLotes):
        pass


COMUM = {TipoDeCarga.UNIDADES: Unidades, TipoDeCarga.USUARIOS: Usuarios}
EM_LOTES = {TipoDeCarga.UNIDADES: UnidadesEmLotes, TipoDeCarga.USUARIOS: UsuariosEmLotes}


def importar(recursos: dict, carga: Carga, conteudo: bytes) -> None:
    """A prévia e a gravação de um arquivo na carga, que já está no banco."""
    recurso = recursos[carga.tipo](carga)
    for ensaio in (True, False):
        planilha = tablib.Dataset().load(conteudo.decode(), format="csv")
        planilha.headers = [c.campo for c in LEIAUTES[carga.tipo].colunas]
        recurso.import_data(planilha, dry_run=ensaio, raise_errors=True)
    if recurso.cpfs:
        carga.cpfs_cifrados = cifrar_cpfs(recurso.cpfs)
        carga.save(update_fields=["cpfs_cifrados"])
