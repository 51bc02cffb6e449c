"""Os arquivos que se baixam: para o SEI, como foi enviado, para abrir na planilha e modelos."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from cadastros.models import TipoDeCarga
from cadastros.servicos import cargas
from cadastros.servicos.planilhas import em_xlsx
from cadastros.validacao import (
    EXEMPLO_DE_UNIDADES,
    EXEMPLO_DE_USUARIOS,
    texto_das_unidades,
    texto_dos_usuarios,
)
from cadastros.views.base import BaixarView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXEMPLOS = {
    TipoDeCarga.UNIDADES: EXEMPLO_DE_UNIDADES,
    TipoDeCarga.USUARIOS: EXEMPLO_DE_USUARIOS,
}


class ArquivoParaOSeiView(BaixarView):
    """A versão em vigor no leiaute exato do SEI."""

    def entrega(self):
        carga = self.carga_com_linhas()
        codigo = self.orgao.municipio.codigo_ibge
        nome = f"{self.tipo.value}-{codigo}-v{carga.versao}.csv"
        return nome, cargas.texto_para_o_sei(carga)


class OriginalView(BaixarView):
    """O arquivo como foi enviado, em que codificação for.

    Pode ter colunas que ninguém pediu, com CPF: é só de quem responde pelo item.
    """

    conteudo_em = "application/octet-stream"

    def entrega(self):
        if not self.ve_o_enviado:
            raise PermissionDenied(
                f"O que foi enviado pode ter dados pessoais: só {self.de_quem_e} o veem."
            )
        carga = self.carga_ou_404()
        if carga.apagada_em:
            raise Http404("O arquivo enviado foi apagado depois da entrega.")
        return carga.nome_do_arquivo, carga.original


class ModeloView(BaixarView):
    """O cabeçalho certo e linhas de exemplo."""

    def entrega(self):
        if self.tipo == TipoDeCarga.UNIDADES:
            return "modelo-unidades.csv", texto_das_unidades(EXEMPLO_DE_UNIDADES)
        return "modelo-usuarios.csv", texto_dos_usuarios(EXEMPLO_DE_USUARIOS)


class ModeloEmXlsxView(BaixarView):
    """O mesmo modelo, em planilha, com a explicação de cada coluna."""

    conteudo_em = XLSX

    def entrega(self):
        return f"modelo-{self.tipo.value}.xlsx", em_xlsx(self.leiaute, EXEMPLOS[self.tipo])


class CopiaView(BaixarView):
    """A versão em vigor para abrir na planilha: só texto, nada vira fórmula."""

    conteudo_em = XLSX

    def entrega(self):
        carga = self.carga_com_linhas()
        codigo = self.orgao.municipio.codigo_ibge
        nome = f"{self.tipo.value}-{codigo}-v{carga.versao}.xlsx"
        return nome, em_xlsx(self.leiaute, cargas.registros_para_o_sei(carga))
