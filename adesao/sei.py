"""A página em que o SEI do Estado confere um documento pelos códigos da tarja."""

from urllib.parse import urlencode

CAMINHO = "/sei/controlador_externo.php"


def instalacao_do_estado():
    """A instalação do SEI do Estado, se a administração já a informou."""
    return None


def endereco_de_conferencia(instalacao, codigo_verificador: str = "", crc: str = "") -> str:
    """O endereço da conferência, já com os códigos; vazio, se não se sabe o da instalação."""
    if instalacao is None or not instalacao.url_base:
        return ""
    consulta = {"acao": "documento_conferir", "id_orgao_acesso_externo": "0"}
    if codigo_verificador:
        consulta |= {"codigo_verificador": codigo_verificador, "codigo_crc": crc}
    return f"{instalacao.url_base.rstrip('/')}{CAMINHO}?{urlencode(consulta)}"
